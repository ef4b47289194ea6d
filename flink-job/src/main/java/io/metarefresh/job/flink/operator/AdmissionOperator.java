package io.metarefresh.job.flink.operator;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.job.flink.metric.Counts;
import io.metarefresh.job.flink.serializer.AdmittedSnapshotSerializer;
import io.metarefresh.job.flink.serializer.AnnouncementSerializer;
import io.metarefresh.job.flink.serializer.InputContractSerializer;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.job.rollout.AdmissionRules;
import io.metarefresh.job.rollout.BackOff;
import io.metarefresh.job.rollout.Refusal;
import io.metarefresh.job.rollout.RefusalCause;
import io.metarefresh.job.rollout.SnapshotLoader;
import io.metarefresh.job.rollout.StartSnapshot;
import io.metarefresh.snapshot.SnapshotException;
import io.metarefresh.snapshot.UnreadableSnapshotException;
import io.metarefresh.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides, once for the whole job, which announced snapshots are run: reads each in the background, checks it against the one
 * admitted before, and hands it on or refuses it. Of several that wait the newest is tried first. Parallelism 1.
 *
 * <p>State: {@code admitted}, the newest admitted snapshot; {@code waiting}, announcements without a verdict; {@code contract}, what the
 * records in the job's state were checked for; {@code counts}.
 *
 * <p>Decision: {@code docs/decisions/0061-who-admits-a-snapshot.md}.
 */
public final class AdmissionOperator extends AbstractStreamOperator<SideInput>
        implements OneInputStreamOperator<Announcement, SideInput> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(AdmissionOperator.class);

    /**
     * How it decides.
     *
     * @param start what a job without state runs first
     * @param rules what may follow
     * @param backOff when what cannot be read is tried again
     * @param loader reads snapshots
     */
    public record Settings(AdmittedSnapshot start, AdmissionRules rules, BackOff backOff, SnapshotLoader loader)
            implements java.io.Serializable {}

    private final Settings settings;
    private final transient MailboxExecutor mailbox;

    private transient BackgroundWork background;
    private transient Counts counts;
    private transient ListState<AdmittedSnapshot> admittedState;
    private transient ListState<Announcement> waitingState;
    private transient ListState<InputContract> contractState;
    private transient AdmittedSnapshot admitted;
    private transient NavigableMap<Long, Candidate> waiting;
    private transient Candidate beingRead;

    /** An announcement without a verdict. */
    private static final class Candidate {
        private final Announcement announced;
        private int failures;
        private boolean waitsForRetry;

        private Candidate(Announcement announced) {
            this.announced = announced;
        }
    }

    private AdmissionOperator(StreamOperatorParameters<SideInput> parameters, Settings settings) {
        super(parameters);
        this.mailbox = parameters.getMailboxExecutor();
        this.settings = settings;
    }

    /** Makes the operator where its task runs. */
    public static final class Factory extends OneInputFactory<Announcement, SideInput> {
        private static final long serialVersionUID = 1L;

        public Factory(Settings settings) {
            super(AdmissionOperator.class, parameters -> new AdmissionOperator(parameters, settings));
        }
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        admittedState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("admitted", new AdmittedSnapshotSerializer()));
        waitingState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("waiting", new AnnouncementSerializer()));
        List<AdmittedSnapshot> before = new ArrayList<>();
        admittedState.get().forEach(before::add);
        admitted = StartSnapshot.afterRestore(settings.start(), before);
        contractState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("contract", new InputContractSerializer()));
        for (InputContract accepted : contractState.get()) {
            settings.rules().checkRestored(accepted, settings.start(), admitted);
        }
        waiting = new TreeMap<>();
        for (Announcement announced : waitingState.get()) {
            waiting.put(announced.modelVersion(), new Candidate(announced));
        }
        counts = new Counts()
                .declare(CountNames.SNAPSHOTS_ADMITTED)
                .declare(CountNames.SNAPSHOTS_REFUSED)
                .declare(CountNames.SNAPSHOT_READ_RETRIES);
        for (RefusalCause cause : RefusalCause.values()) {
            counts.declare(CountNames.ofRefusal(cause));
        }
        counts.initialize(context.getOperatorStateStore());
    }

    @Override
    public void open() throws Exception {
        super.open();
        background = new BackgroundWork("snapshot-admission", getUserCodeClassloader(), mailbox);
        counts.export(getRuntimeContext());
        getMetricGroup()
                .addGroup(Counts.METRIC_GROUP)
                .gauge("snapshot_admitted_version", () -> admitted.modelVersion());
        readNext();
    }

    @Override
    public void processElement(StreamRecord<Announcement> element) {
        Announcement announced = element.getValue();
        if (announced.isWithdrawal()) {
            withdraw(announced);
            return;
        }
        if (announced.modelVersion() == admitted.modelVersion()
                && announced.sha256().equals(admitted.sha256())) {
            LOGGER.info("snapshot {} is the one that runs", OneLine.of(announced.id()));
            return;
        }
        Optional<Refusal> refusal = settings.rules().check(announced, admitted);
        if (refusal.isPresent()) {
            refuse(announced, refusal.get());
            return;
        }
        // An announcement of the same version replaces the one before it, as it does on the compacted topic.
        waiting.put(announced.modelVersion(), new Candidate(announced));
        readNext();
    }

    /** Other models share the topic, and their versions are numbers too. */
    private void withdraw(Announcement withdrawal) {
        Candidate candidate = waiting.get(withdrawal.modelVersion());
        if (candidate != null && candidate.announced.id().equals(withdrawal.id())) {
            waiting.remove(withdrawal.modelVersion());
            LOGGER.info("snapshot {} was withdrawn before it was read", OneLine.of(withdrawal.id()));
        }
    }

    private void readNext() {
        if (beingRead != null || waiting.isEmpty()) {
            return;
        }
        Candidate candidate = waiting.lastEntry().getValue();
        if (candidate.waitsForRetry) {
            return;
        }
        beingRead = candidate;
        Announcement announced = candidate.announced;
        LOGGER.info("reading snapshot {} from {}", OneLine.of(announced.id()), OneLine.of(announced.uri()));
        SnapshotLoader loader = settings.loader();
        background.run(
                () -> Loaded.of(loader, announced),
                loaded -> {
                    beingRead = null;
                    if (isWaiting(candidate)) {
                        judge(announced, loaded);
                    }
                    readNext();
                },
                e -> {
                    beingRead = null;
                    if (isWaiting(candidate)) {
                        readingFailed(candidate, e);
                    }
                    readNext();
                },
                loaded -> {});
    }

    private record Loaded(io.metarefresh.snapshot.Snapshot snapshot, AdmittedSnapshot identity) {
        static Loaded of(SnapshotLoader loader, Announcement announced) throws SnapshotException {
            io.metarefresh.snapshot.Snapshot snapshot = loader.load(announced.uri(), announced.sha256());
            return new Loaded(snapshot, AdmittedSnapshot.of(snapshot, announced.uri(), announced.sha256()));
        }
    }

    /** It may have been withdrawn, or replaced, meanwhile. */
    private boolean isWaiting(Candidate candidate) {
        return waiting.get(candidate.announced.modelVersion()) == candidate;
    }

    private void judge(Announcement announced, Loaded loaded) {
        waiting.remove(announced.modelVersion());
        // Once more by name and version too: what waited in a savepoint may be older than what the job now starts with.
        Optional<Refusal> refusal = settings.rules().check(announced, admitted).or(() -> settings.rules()
                .check(announced, loaded.snapshot(), loaded.identity().globalSha256(), admitted));
        if (refusal.isPresent()) {
            refuse(announced, refusal.get());
            return;
        }
        LOGGER.info("snapshot {} of {} follows {}", announced.id(), announced.uri(), admitted.id());
        admitted = loaded.identity();
        counts.increment(CountNames.SNAPSHOTS_ADMITTED);
        output.collect(new StreamRecord<>(admitted));
        while (!waiting.isEmpty() && waiting.firstKey() <= admitted.modelVersion()) {
            Announcement older = waiting.pollFirstEntry().getValue().announced;
            settings.rules().check(older, admitted).ifPresent(why -> refuse(older, why));
        }
    }

    private void readingFailed(Candidate candidate, Exception e) {
        candidate.failures++;
        if (e instanceof UnreadableSnapshotException && settings.backOff().allows(candidate.failures)) {
            long waitMillis = settings.backOff().after(candidate.failures).toMillis();
            LOGGER.warn(
                    "snapshot {} cannot be read, attempt {} of {}, the next in {} ms: {}; {} goes on",
                    candidate.announced.id(),
                    candidate.failures,
                    settings.backOff().attempts(),
                    waitMillis,
                    e.getMessage(),
                    admitted.id());
            counts.increment(CountNames.SNAPSHOT_READ_RETRIES);
            candidate.waitsForRetry = true;
            long due = getProcessingTimeService().getCurrentProcessingTime() + waitMillis;
            getProcessingTimeService().registerTimer(due, time -> {
                candidate.waitsForRetry = false;
                readNext();
            });
            return;
        }
        waiting.remove(candidate.announced.modelVersion());
        refuse(
                candidate.announced,
                e instanceof SnapshotException unusable
                        ? AdmissionRules.refusal(unusable)
                        : new Refusal(RefusalCause.INVALID, e.toString()));
    }

    private void refuse(Announcement announced, Refusal refusal) {
        counts.increment(CountNames.SNAPSHOTS_REFUSED);
        counts.increment(CountNames.ofRefusal(refusal.cause()));
        LOGGER.warn(
                "snapshot {} of {} is refused: {}: {}; {} goes on",
                OneLine.of(announced.id()),
                OneLine.of(announced.uri()),
                refusal.cause(),
                refusal.message(),
                admitted.id());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        admittedState.update(List.of(admitted));
        waitingState.update(
                waiting.values().stream().map(candidate -> candidate.announced).toList());
        contractState.update(List.of(settings.rules().contract()));
        counts.snapshot();
    }

    @Override
    public void close() throws Exception {
        if (background != null) {
            background.close();
        }
        super.close();
    }
}
