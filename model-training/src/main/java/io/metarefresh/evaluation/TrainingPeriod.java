package io.metarefresh.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.text.OneLine;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Until when a snapshot says that it was trained. What a manifest says of the training is free text and may be absent or no time. */
final class TrainingPeriod {
    private TrainingPeriod() {}

    /** Whether the snapshot may have seen what it is to predict: one line that says so, or none. */
    static List<String> warnings(Manifest manifest, Instant splitTime) {
        JsonNode training = manifest.training();
        JsonNode last = training == null ? null : training.path("data").get("last_event");
        String unknown = ": whether it was trained on events after the split at " + splitTime + " is unknown";
        if (last == null || last.isNull()) {
            return List.of("the snapshot does not say until when it was trained (training.data.last_event)" + unknown);
        }
        Instant until;
        try {
            until = Instant.parse(last.asText());
        } catch (DateTimeParseException e) {
            return List.of("the snapshot's training.data.last_event is " + OneLine.of(last.toString())
                    + ", which is not a time" + unknown);
        }
        return until.isAfter(splitTime)
                ? List.of("the snapshot was trained on events until " + until + ", after the split at " + splitTime
                        + ": its figures are flattered")
                : List.of();
    }
}
