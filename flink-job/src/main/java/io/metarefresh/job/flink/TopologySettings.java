package io.metarefresh.job.flink;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.decode.DecodeRules;
import io.metarefresh.job.member.MemberRules;
import java.time.Duration;

/**
 * What the steps of the topology are given.
 *
 * @param contract what an input must look like
 * @param decode what is accepted beyond it
 * @param member how entities are kept and refreshed
 * @param batch when a batch is adapted
 * @param watermarkIdleness when a silent partition stops to hold event time back
 */
public record TopologySettings(
        InputContract contract, DecodeRules decode, MemberRules member, BatchRules batch, Duration watermarkIdleness) {}
