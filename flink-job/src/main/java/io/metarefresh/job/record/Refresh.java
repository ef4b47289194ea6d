package io.metarefresh.job.record;

import io.metarefresh.innerloop.SupportTask;

/** What the keyed step asks of the inner loop. */
public sealed interface Refresh extends InnerLoopInput {

    /** The entity it is about. */
    String entityId();

    /** Kafka timestamp of the newest input in it; negative where a timer made it. */
    long newestInputMillis();

    /** Calls the action that fits. */
    <E extends Exception> void adaptOrForget(CaseAction<? super Adapt, E> adapt, CaseAction<? super Forget, E> forget)
            throws E;

    @Override
    default <E extends Exception> void refreshOrSwitch(
            CaseAction<? super Refresh, E> refresh, CaseAction<? super SnapshotSwitch, E> snapshotSwitch) throws E {
        refresh.apply(this);
    }

    /**
     * Adapt the entity and publish the result.
     *
     * @param task entity, profile and rows
     * @param asOfMillis time of the newest input in it
     * @param reason what made it necessary
     * @param newestInputMillis Kafka timestamp of the newest input in it, for freshness; negative where a timer made it
     */
    record Adapt(SupportTask task, long asOfMillis, Reason reason, long newestInputMillis) implements Refresh {
        @Override
        public String entityId() {
            return task.entityId();
        }

        @Override
        public <E extends Exception> void adaptOrForget(
                CaseAction<? super Adapt, E> adapt, CaseAction<? super Forget, E> forget) throws E {
            adapt.apply(this);
        }
    }

    /**
     * Publish a tombstone.
     *
     * @param entityId who is forgotten
     * @param forgottenAtMillis everything up to and including this time is forgotten
     * @param newestInputMillis Kafka timestamp of the record that said so
     */
    record Forget(String entityId, long forgottenAtMillis, long newestInputMillis) implements Refresh {
        @Override
        public <E extends Exception> void adaptOrForget(
                CaseAction<? super Adapt, E> adapt, CaseAction<? super Forget, E> forget) throws E {
            forget.apply(this);
        }
    }
}
