package io.metarefresh.job.flink;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.job.batch.BatchRules;
import io.metarefresh.job.decode.DecodeRules;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.rollout.AdmissionRules;
import java.time.Duration;

/**
 * What the steps of the topology are given.
 *
 * @param contract what an input must look like
 * @param decode what is accepted beyond it
 * @param member how entities are kept and refreshed
 * @param batch when a batch is adapted
 * @param watermarkIdleness when a silent partition stops to hold event time back
 * @param start the snapshot that a job without state runs first
 * @param membersPerSecond pace of a rollout, of the whole job
 * @param cacheBytes what the entities that acted last may take on the heap of a subtask; 0 for no cache
 * @param admission which snapshot may follow
 */
public record TopologySettings(
        InputContract contract,
        DecodeRules decode,
        MemberRules member,
        BatchRules batch,
        Duration watermarkIdleness,
        AdmittedSnapshot start,
        int membersPerSecond,
        long cacheBytes,
        AdmissionRules admission) {

    /** The same with another first snapshot. */
    public TopologySettings startingWith(AdmittedSnapshot snapshot) {
        return new TopologySettings(
                contract, decode, member, batch, watermarkIdleness, snapshot, membersPerSecond, cacheBytes, admission);
    }
}
