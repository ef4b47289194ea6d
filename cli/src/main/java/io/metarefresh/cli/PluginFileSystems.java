package io.metarefresh.cli;

import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;

/** The stores of snapshots that commands reach beside the local file system: those of Flink's plugins, as Flink's own configuration has them. */
final class PluginFileSystems {
    private PluginFileSystems() {}

    /** As Flink's own configuration has them. */
    static void find() throws CommandException {
        try {
            find(GlobalConfiguration.loadConfiguration());
        } catch (IllegalConfigurationException e) {
            throw new CommandException(ConfigConstants.ENV_FLINK_CONF_DIR + ": " + e.getMessage(), e);
        }
    }

    /** The same as another configuration has them. This process is no part of a Flink cluster, which would know them by itself. */
    static void find(Configuration flink) {
        FileSystem.initialize(flink, PluginUtils.createPluginManagerFromRootFolder(flink));
    }
}
