package io.metarefresh.schemas;

/** The registry refused a schema because of the subject's compatibility level. */
public class IncompatibleSchemaException extends Exception {
    private static final long serialVersionUID = 1L;

    public IncompatibleSchemaException(String message) {
        super(message);
    }
}
