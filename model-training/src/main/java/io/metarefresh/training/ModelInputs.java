package io.metarefresh.training;

/**
 * What a network is fed with.
 *
 * @param entityColumns entity features and their vocabularies
 * @param contextColumns context features and their vocabularies
 * @param entityStandard of the dense entity inputs, which stay raw
 * @param contextStandard of the dense context inputs, which are standardised before the network sees them
 * @param meanSquaredEntityNorm mean ‖x‖² of the raw entity inputs, which the first rate of W_1 is divided by
 */
record ModelInputs(
        FeatureColumns entityColumns,
        FeatureColumns contextColumns,
        Standardisation entityStandard,
        Standardisation contextStandard,
        double meanSquaredEntityNorm) {}
