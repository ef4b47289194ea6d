package io.metarefresh.cli;

import io.metarefresh.job.flink.SnapshotPublisher;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.IllegalConfigurationException;

/** The stores of snapshots that commands reach beside the local file system: those of Flink's plugins, as Flink's own configuration has them. */
final class PluginFileSystems {
    private PluginFileSystems() {}

    static void find() throws CommandException {
        try {
            SnapshotPublisher.findFileSystems(GlobalConfiguration.loadConfiguration());
        } catch (IllegalConfigurationException e) {
            throw new CommandException(ConfigConstants.ENV_FLINK_CONF_DIR + ": " + e.getMessage(), e);
        }
    }
}
