package io.metarefresh.evaluation.yardstick;

/** A way to predict every event after the split from what came before that event. */
interface Yardstick {
    /**
     * Fits on the training part and predicts the events after it, each before it is learned from.
     *
     * @param events all events, in time order
     * @param progress is told how far it is
     * @throws UnavailableException where the yardstick cannot be computed on this machine or data
     */
    Prediction predict(YardstickEvents events, Progress progress) throws UnavailableException;

    /** Is told how far a yardstick is. */
    @FunctionalInterface
    interface Progress {
        Progress SILENT = (done, total) -> {};

        void at(int done, int total);
    }

    /**
     * What a yardstick predicts.
     *
     * @param values one for each event after the split: a probability, or a label under the squared loss
     * @param settings that were chosen inside the training part, for people; empty where there were none to choose
     */
    record Prediction(float[] values, String settings) {}

    /** A yardstick that cannot be had here; the message says why in one line. */
    final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1;

        UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
