package io.metarefresh.cli;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.OnlineFeatures;
import picocli.CommandLine.Option;

/** Whether a data set that is made carries what a feature store would have logged. */
final class LoggedFeaturesOption {
    /** The features beside an item's categories and statistics. */
    enum LoggedFeatures {
        ALL {
            @Override
            Dataset log(Dataset data) {
                return OnlineFeatures.log(data);
            }
        },
        NONE {
            @Override
            Dataset log(Dataset data) {
                return data;
            }
        };

        abstract Dataset log(Dataset data);
    }

    @Option(
            names = "--features",
            paramLabel = "WHICH",
            defaultValue = "all",
            description =
                    "What a feature store would have logged of member and item before each interaction: all or none.")
    private LoggedFeatures features;

    /** The data set with these features. */
    Dataset log(Dataset data) {
        return features.log(data);
    }
}
