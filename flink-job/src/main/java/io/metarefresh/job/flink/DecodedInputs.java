package io.metarefresh.job.flink;

import io.metarefresh.job.flink.operator.DecodeFunction;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.SideInput;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The inputs behind decode. What is refused is on the side output {@link DecodeFunction#DEAD_LETTERS} of each.
 *
 * @param interactions what entities did
 * @param profiles {@link io.metarefresh.job.record.ProfileChange}s
 * @param announcements of snapshots, on one subtask
 */
public record DecodedInputs(
        SingleOutputStreamOperator<EntityInteraction> interactions,
        SingleOutputStreamOperator<SideInput> profiles,
        SingleOutputStreamOperator<Announcement> announcements) {}
