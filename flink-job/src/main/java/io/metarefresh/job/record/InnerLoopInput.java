package io.metarefresh.job.record;

/** What the keyed step hands to the inner loop, in this order: refreshes, and from when on another snapshot makes them. */
public sealed interface InnerLoopInput permits Refresh, SnapshotSwitch {}
