package io.metarefresh.snapshot;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.metarefresh.text.OneLine;

/** What is wrong with a document, in one line: Jackson's messages go on with an excerpt of it. */
final class JsonError {
    private JsonError() {}

    /** The first line of the message, and where in the document. */
    static String of(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return OneLine.of(e.getOriginalMessage() + where);
    }
}
