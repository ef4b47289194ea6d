package io.metarefresh.benchmarks.job;

/** The job and what it is compared with. */
public enum Variant {
    /** The job as it is. */
    JOB("job"),
    /** The job with an inner loop that returns a constant at once. */
    EMPTY_INNER_LOOP("empty inner loop"),
    /** Source, decode, key, sink. */
    PASS_THROUGH("pass-through");

    private final String title;

    Variant(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
