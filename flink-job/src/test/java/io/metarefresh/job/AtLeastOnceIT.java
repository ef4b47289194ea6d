package io.metarefresh.job;

/** Default delivery under faults: at rest the topic holds every member's right embedding, some were published twice on the way. */
class AtLeastOnceIT extends DeliveryScenarios {
    AtLeastOnceIT() {
        super("at-least-once", false);
    }
}
