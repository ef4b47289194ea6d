package io.metarefresh.schemas;

/** The registry answered that it has no schema of this id: bad data, not infrastructure. */
public class UnknownSchemaException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnknownSchemaException(int id) {
        super("the schema registry has no schema with id " + id);
    }

    /** The id exists, but names nothing that an Avro record can be written with. */
    public UnknownSchemaException(int id, String why) {
        super("schema id " + id + " is of no use: " + why);
    }
}
