package io.metarefresh.job.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metarefresh.encoding.InputContract;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.job.TestingSnapshots;
import io.metarefresh.job.flink.SnapshotFiles;
import io.metarefresh.job.flink.serializer.SideInputSerializer;
import io.metarefresh.job.record.AdmittedSnapshot;
import io.metarefresh.job.record.Announcement;
import io.metarefresh.job.record.CountNames;
import io.metarefresh.job.record.SideInput;
import io.metarefresh.job.rollout.AdmissionRules;
import io.metarefresh.job.rollout.AllowedUris;
import io.metarefresh.job.rollout.BackOff;
import io.metarefresh.job.rollout.RefusalCause;
import io.metarefresh.job.rollout.SnapshotLoader;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.InnerLoopSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.Snapshot;
import io.metarefresh.snapshot.SnapshotReader;
import io.metarefresh.snapshot.UnreadableSnapshotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ROLLOUT: which announced snapshot is run, and that every other one leaves the running one alone and says why. */
class AdmissionTest {
    private static final Snapshot FIRST = TestingSnapshots.snapshot(EntityKind.MEMBER);

    @TempDir
    Path directory;

    private AdmittedSnapshot start;
    private InputContract contract = InputContract.of(FIRST.manifest());
    private OneInputStreamOperatorTestHarness<Announcement, SideInput> harness;

    @BeforeEach
    void open() throws Exception {
        Path first = TestingSnapshots.write(directory.resolve("7"), FIRST);
        start = AdmittedSnapshot.of(FIRST, first.toString(), SnapshotReader.manifestSha256(first));
        harness = harness(SnapshotFiles::loadAnew, null);
    }

    private OneInputStreamOperatorTestHarness<Announcement, SideInput> harness(
            SnapshotLoader loader, OperatorSubtaskState restored) throws Exception {
        AdmissionRules rules = new AdmissionRules(AllowedUris.besides(start.uri()), contract);
        BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofMillis(150), 3);
        OneInputStreamOperatorTestHarness<Announcement, SideInput> opened = new OneInputStreamOperatorTestHarness<>(
                new AdmissionOperator.Factory(new AdmissionOperator.Settings(start, rules, backOff, loader)));
        opened.setup(new SideInputSerializer());
        if (restored != null) {
            opened.initializeState(restored);
        }
        opened.open();
        return opened;
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void announce(Announcement announcement) throws Exception {
        harness.processElement(new StreamRecord<>(announcement));
    }

    private void announceAndWait(Announcement announcement) throws Exception {
        announce(announcement);
        workOnMail();
    }

    /** Waits for what the background has to say, and works on it. */
    private void workOnMail() throws Exception {
        TaskMailbox mailbox = harness.getTaskMailbox();
        TestingRolloutHarness.awaitThat(mailbox::hasMail);
        mailbox.createBatch();
        for (Optional<Mail> mail = mailbox.tryTakeFromBatch(); mail.isPresent(); mail = mailbox.tryTakeFromBatch()) {
            mail.get().run();
        }
    }

    private Announcement written(Snapshot snapshot) throws Exception {
        Manifest manifest = snapshot.manifest();
        Path written = TestingSnapshots.write(directory.resolve(Long.toString(manifest.modelVersion())), snapshot);
        return new Announcement(
                manifest.modelName(),
                manifest.modelVersion(),
                written.toString(),
                SnapshotReader.manifestSha256(written));
    }

    private List<Long> admitted() {
        return harness.extractOutputValues().stream()
                .map(notice -> ((AdmittedSnapshot) notice).modelVersion())
                .toList();
    }

    private long count(String name) {
        AdmissionOperator operator = (AdmissionOperator) harness.getOneInputOperator();
        return (Long) operator.getRuntimeContext().getAccumulator(name).getLocalValue();
    }

    private void assertRefused(RefusalCause cause) throws Exception {
        assertThat(count(CountNames.ofRefusal(cause))).isEqualTo(1);
        assertThat(count(CountNames.SNAPSHOTS_REFUSED)).isEqualTo(1);
        assertThat(admitted()).isEmpty();
        // The one before goes on, so that a good one can still follow.
        announceAndWait(written(TestingSnapshots.next(FIRST, 50)));
        assertThat(admitted()).containsExactly(50L);
    }

    @Test
    void aNewerSnapshotWithTheSameGlobalBlockIsAdmittedOnce() throws Exception {
        Announcement next = written(TestingSnapshots.next(FIRST, 8));
        announceAndWait(next);
        assertThat(admitted()).containsExactly(8L);
        announce(next);
        assertThat(admitted()).containsExactly(8L);
        assertThat(count(CountNames.SNAPSHOTS_ADMITTED)).isEqualTo(1);
        assertThat(count(CountNames.SNAPSHOTS_REFUSED)).isZero();
    }

    @Test
    void anOlderVersionIsRefused() throws Exception {
        announce(written(TestingSnapshots.next(FIRST, 6)));
        assertRefused(RefusalCause.NOT_NEWER);
    }

    @Test
    void anotherSnapshotUnderTheRunningVersionIsRefused() throws Exception {
        Announcement other = written(TestingSnapshots.next(FIRST, 8));
        announce(new Announcement("testing", 7, other.uri(), other.sha256()));
        assertRefused(RefusalCause.NOT_NEWER);
    }

    @Test
    void anotherModelIsRefused() throws Exception {
        Announcement next = written(TestingSnapshots.next(FIRST, 8));
        announce(new Announcement("foreign", 8, next.uri(), next.sha256()));
        assertRefused(RefusalCause.OTHER_MODEL);
    }

    @Test
    void aPlaceOutsideOfTheAllowedOnesIsRefusedUnopened() throws Exception {
        Announcement next = written(TestingSnapshots.next(FIRST, 8));
        announce(new Announcement("testing", 8, directory + "/../elsewhere/8", next.sha256()));
        assertRefused(RefusalCause.URI_NOT_ALLOWED);
    }

    @Test
    void changedWeightsAreRefused() throws Exception {
        Announcement next = written(TestingSnapshots.next(FIRST, 8));
        Path weights = Path.of(next.uri(), "weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        announceAndWait(next);
        assertRefused(RefusalCause.CHECKSUM);
    }

    @Test
    void anotherManifestThanTheAnnouncedOneIsRefused() throws Exception {
        Announcement next = written(TestingSnapshots.next(FIRST, 8));
        announceAndWait(new Announcement("testing", 8, next.uri(), "0".repeat(64)));
        assertRefused(RefusalCause.CHECKSUM);
    }

    @Test
    void aWrongShapeIsRefused() throws Exception {
        Announcement next = written(TestingSnapshots.next(FIRST, 8));
        Path manifest = Path.of(next.uri(), Manifest.FILE);
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("\"units\" : 6", "\"units\" : 5"));
        announceAndWait(new Announcement("testing", 8, next.uri(), SnapshotReader.manifestSha256(Path.of(next.uri()))));
        assertRefused(RefusalCause.INVALID);
    }

    @Test
    void aSnapshotOfAnotherVersionThanAnnouncedIsRefused() throws Exception {
        Announcement next = written(TestingSnapshots.next(FIRST, 8));
        announceAndWait(new Announcement("testing", 9, next.uri(), next.sha256()));
        assertRefused(RefusalCause.INVALID);
    }

    @Test
    void anotherGlobalBlockIsRefused() throws Exception {
        announceAndWait(written(TestingSnapshots.ofAnotherSpace(FIRST, 8)));
        assertRefused(RefusalCause.GLOBAL_BLOCK);
    }

    @Test
    void moreThanTheContractIsRefused() throws Exception {
        Manifest m = FIRST.manifest();
        InnerLoopSpec i = m.innerLoop();
        InnerLoopSpec more = new InnerLoopSpec(
                i.steps(),
                i.loss(),
                i.priorWeight(),
                i.maxGradientNorm(),
                i.supportMaxSize() + 1,
                i.supportHorizon(),
                i.halfLife(),
                i.maxEmbeddingNorm());
        Manifest manifest = m.withModelVersion(8).withInnerLoop(more);
        announceAndWait(written(new Snapshot(manifest, FIRST.tensors(), FIRST.vocabularies())));
        assertRefused(RefusalCause.CONTRACT);
    }

    @Test
    void whatCannotBeReadIsTriedAgainWithGrowingWaitsAndRefusedInTheEnd() throws Exception {
        announceAndWait(
                new Announcement("testing", 8, directory.resolve("absent").toString(), "0".repeat(64)));
        assertThat(count(CountNames.SNAPSHOT_READ_RETRIES)).isEqualTo(1);
        harness.setProcessingTime(99);
        assertThat(harness.getTaskMailbox().hasMail()).isFalse();
        harness.setProcessingTime(100);
        workOnMail();
        assertThat(count(CountNames.SNAPSHOT_READ_RETRIES)).isEqualTo(2);
        assertThat(count(CountNames.SNAPSHOTS_REFUSED)).isZero();
        harness.setProcessingTime(250);
        workOnMail();
        assertRefused(RefusalCause.UNREACHABLE);
    }

    @Test
    void whatCouldNotBeReadAtFirstIsAdmittedWhenItCan() throws Exception {
        harness.close();
        AtomicInteger attempts = new AtomicInteger();
        Announcement next = written(TestingSnapshots.next(FIRST, 8));
        FAILING_ONCE = attempts;
        harness = harness(AdmissionTest::failingOnce, null);
        announceAndWait(next);
        assertThat(admitted()).isEmpty();
        harness.setProcessingTime(100);
        workOnMail();
        assertThat(admitted()).containsExactly(8L);
    }

    private static AtomicInteger FAILING_ONCE;

    private static Snapshot failingOnce(String uri, String sha256) throws io.metarefresh.snapshot.SnapshotException {
        if (FAILING_ONCE.getAndIncrement() == 0) {
            throw new UnreadableSnapshotException("not now", new IOException());
        }
        return SnapshotFiles.loadAnew(uri, sha256);
    }

    @Test
    void ofSeveralThatWaitTheNewestIsRunAndTheOthersAreRefused() throws Exception {
        announce(new Announcement("testing", 8, directory.resolve("absent").toString(), "0".repeat(64)));
        announce(written(TestingSnapshots.next(FIRST, 9)));
        announce(written(TestingSnapshots.next(FIRST, 10)));
        workOnMail();
        workOnMail();
        assertThat(admitted()).containsExactly(10L);
        assertThat(count(CountNames.ofRefusal(RefusalCause.NOT_NEWER))).isEqualTo(2);
    }

    @Test
    void whatIsWithdrawnBeforeItIsReadIsNotRun() throws Exception {
        announce(written(TestingSnapshots.next(FIRST, 8)));
        announce(Announcement.withdrawn("testing", 8));
        workOnMail();
        assertThat(admitted()).isEmpty();
    }

    @Test
    void aWithdrawalOfAnotherModelIsNotOfOurs() throws Exception {
        announce(written(TestingSnapshots.next(FIRST, 8)));
        announce(Announcement.withdrawn("foreign", 8));
        workOnMail();
        assertThat(admitted()).containsExactly(8L);
    }

    @Test
    void aRestartGoesOnWithWhatWasAdmittedAndReadsWhatWaited() throws Exception {
        announceAndWait(written(TestingSnapshots.next(FIRST, 8)));
        announce(written(TestingSnapshots.next(FIRST, 9)));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = harness(SnapshotFiles::loadAnew, state);
        workOnMail();
        assertThat(admitted()).containsExactly(9L);
        announce(new Announcement("testing", 8, directory.resolve("8").toString(), "0".repeat(64)));
        assertThat(count(CountNames.ofRefusal(RefusalCause.NOT_NEWER))).isEqualTo(1);
        assertThat(count(CountNames.SNAPSHOTS_ADMITTED)).isEqualTo(2);
    }

    @Test
    void whatWaitedIsRefusedWhereTheJobNowStartsWithANewerOne() throws Exception {
        announce(written(TestingSnapshots.next(FIRST, 8)));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        Announcement newer = written(TestingSnapshots.next(FIRST, 9));
        start = AdmittedSnapshot.of(TestingSnapshots.next(FIRST, 9), newer.uri(), newer.sha256());
        harness = harness(SnapshotFiles::loadAnew, state);
        workOnMail();
        assertThat(admitted()).isEmpty();
        assertThat(count(CountNames.ofRefusal(RefusalCause.NOT_NEWER))).isEqualTo(1);
    }

    private static InputContract contract(Map<String, Integer> ofEntity) {
        return InputContract.of(
                EntityKind.MEMBER,
                Loss.LOGISTIC,
                ofEntity,
                Map.of("signals", 3),
                new SupportSetRules(TestingSnapshots.MAX_SIZE, TestingSnapshots.HORIZON));
    }

    /** Takes a checkpoint under one contract and starts from it with a snapshot, and the contract of that. */
    private void restartWith(InputContract before, AdmittedSnapshot next, InputContract after) throws Exception {
        harness.close();
        contract = before;
        harness = harness(SnapshotFiles::loadAnew, null);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        start = next;
        contract = after;
        harness = harness(SnapshotFiles::loadAnew, state);
    }

    @Test
    void aSnapshotThatCannotEncodeTheRestoredRecordsIsNotStartedWith() {
        AdmittedSnapshot newer = new AdmittedSnapshot("testing", 9, "/snapshots/9", "sha", start.globalSha256());
        assertThatThrownBy(() -> restartWith(contract(Map.of("age", 5)), newer, contract(Map.of("age", 2))))
                .hasStackTraceContaining(
                        "snapshot.uri: its contract does not fit the records of the restored state: entity feature"
                                + " 'age' must be dense of width 5, not dense of width 2; it needs a job without this state (metarefresh backfill)");
    }

    @Test
    void aFeatureThatNobodyCheckedBeforeDoesNotHinderTheStart() throws Exception {
        AdmittedSnapshot newer =
                new AdmittedSnapshot("testing", 9, directory.resolve("9").toString(), "sha", start.globalSha256());
        restartWith(contract(Map.of()), newer, contract(Map.of("age", 2)));
        announceAndWait(written(TestingSnapshots.next(FIRST, 10)));
        assertThat(admitted()).containsExactly(10L);
    }

    @Test
    void whereANewerSnapshotGoesOnAnOlderOneMustCheckWhatThatMayNeed() throws Exception {
        AdmittedSnapshot newer = new AdmittedSnapshot("testing", 9, "/snapshots/9", "sha", start.globalSha256());
        AdmittedSnapshot older = start;
        start = newer;
        assertThatThrownBy(() -> restartWith(contract(Map.of("age", 2)), older, contract(Map.of())))
                .hasStackTraceContaining(
                        "snapshot.uri: its contract does not check what testing@9 may need, which the restored state"
                                + " ran: entity feature 'age' must be absent, not dense of width 2; name /snapshots/9");
        start = newer;
        restartWith(contract(Map.of()), older, contract(Map.of("age", 2)));
        assertThat(admitted()).isEmpty();
    }
}
