package io.metarefresh.job.decode;

import java.io.Serializable;

/**
 * When refusals are so many that the job must stop instead of diverting everything.
 *
 * @param maxRatio of refused records among the last ones; 1 never stops
 * @param windowRecords how many records the last ones are; nothing is judged before so many were read
 */
public record DeadLetterLimit(double maxRatio, int windowRecords) implements Serializable {
    /** Everything may be refused. */
    public static final DeadLetterLimit NONE = new DeadLetterLimit(1, 1);
}
