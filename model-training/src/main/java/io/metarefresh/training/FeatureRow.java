package io.metarefresh.training;

import io.metarefresh.interaction.Features;

/** What one side of an interaction shows: the id of its own, and logged features. */
record FeatureRow(String ownId, Features features) {}
