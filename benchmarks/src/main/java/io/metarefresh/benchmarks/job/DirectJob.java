package io.metarefresh.benchmarks.job;

import io.metarefresh.benchmarks.workload.DirectRows;
import io.metarefresh.job.config.JobConfig;
import io.metarefresh.job.config.Options;
import io.metarefresh.job.flink.FlinkSettings;
import io.metarefresh.job.flink.RefreshTopology;
import io.metarefresh.job.flink.TaskResources;
import io.metarefresh.job.flink.TopologySettings;
import io.metarefresh.job.flink.operator.ModelFactory;
import io.metarefresh.job.flink.serializer.ValueType;
import io.metarefresh.job.lift.LiftSample;
import io.metarefresh.job.member.MemberRules;
import io.metarefresh.job.record.EntityInteraction;
import io.metarefresh.job.record.SideInput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * The keyed step and the inner loop of the job, with {@link DirectRows} in front and nothing behind: no Kafka and no decoding, so that
 * a million members can be filled in minutes and the figures are those of state and inner loop alone.
 */
public final class DirectJob {
    private static final Duration HORIZON = Duration.ofDays(90);
    private static final Duration FORGET_RETENTION = Duration.ofDays(30);

    private DirectJob() {}

    /** Fills the support sets with an empty inner loop, then idles until it is stopped. */
    public static MeasuredJob fill(String name, Map<String, String> settings, DirectRows rows) throws Exception {
        return start(name, settings, rows, snapshot -> new EmptyModel(), 0, rows.fillRows(), rows.members(), null);
    }

    /** Restores a filled state and adapts members as fast as it can, with the inner loop of the configured snapshot. */
    public static MeasuredJob refresh(String name, Map<String, String> settings, DirectRows rows, Path savepoint)
            throws Exception {
        return start(
                name, settings, rows, TaskResources.SNAPSHOT_MODELS, rows.fillRows(), Long.MAX_VALUE, 0, savepoint);
    }

    private static MeasuredJob start(
            String name,
            Map<String, String> settings,
            DirectRows rows,
            ModelFactory model,
            long from,
            long to,
            long profiles,
            Path savepoint)
            throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        MeasuredJob.reportMetrics(all, name);
        JobConfig config = JobConfig.of(all);
        Configuration flink = FlinkSettings.of(config);
        if (savepoint != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
            // The sources of the filling are not those of the refreshing.
            flink.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
        }
        String phase = savepoint == null ? "fill" : "refresh";
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        SingleOutputStreamOperator<EntityInteraction> interactions = numbers(
                        env, from, Long.MAX_VALUE - 1, phase + "-interactions")
                .flatMap(new Interactions(rows, to))
                .returns(ValueType.ENTITY_INTERACTION)
                .uid(phase + "-interactions-rows");
        SingleOutputStreamOperator<SideInput> profileChanges = numbers(
                        env, 0, Math.max(0, profiles - 1), phase + "-profiles")
                .flatMap(new Profiles(rows, profiles))
                .returns(ValueType.SIDE_INPUT)
                .uid(phase + "-profiles-rows");
        TopologySettings configured = TopologySettings.of(config);
        TopologySettings topology = new TopologySettings(
                configured.inputs(),
                new MemberRules(
                        rows.rowsPerMember(), HORIZON, config.get(Options.MIN_INTERVAL), null, null, FORGET_RETENTION),
                configured.batch(),
                LiftSample.NONE,
                configured.rollout(),
                configured.cacheBytes());
        RefreshTopology.refreshes(interactions, RefreshTopology.byEntity(profileChanges), topology, model)
                .sinkTo(new DiscardingSink<>())
                .uid("discard");
        return new MeasuredJob(name, env.executeAsync(name));
    }

    private static SingleOutputStreamOperator<Long> numbers(
            StreamExecutionEnvironment env, long from, long to, String uid) {
        return env.fromSource(new NumberSequenceSource(from, to), WatermarkStrategy.noWatermarks(), uid, Types.LONG)
                .uid(uid);
    }

    /** Past the end it waits for being stopped: a job that finishes leaves no savepoint. */
    private record Interactions(DirectRows rows, long end) implements FlatMapFunction<Long, EntityInteraction> {
        @Override
        public void flatMap(Long number, Collector<EntityInteraction> out) throws InterruptedException {
            if (number < end) {
                out.collect(rows.interaction(number));
            } else {
                Thread.sleep(1);
            }
        }
    }

    private record Profiles(DirectRows rows, long end) implements FlatMapFunction<Long, SideInput> {
        @Override
        public void flatMap(Long number, Collector<SideInput> out) {
            if (number < end) {
                out.collect(rows.profile(number));
            }
        }
    }
}
