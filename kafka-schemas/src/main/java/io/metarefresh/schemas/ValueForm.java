package io.metarefresh.schemas;

import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * What the values of a topic are read as.
 *
 * @param schema ours, which every writer's schema is resolved against
 * @param readers a reader for a writer's schema that can be resolved
 * @param <T> what a value becomes
 */
record ValueForm<T>(Schema schema, Function<Schema, ValueReader<T>> readers) {

    /** The class generated from the schema, read as Avro reads it. */
    static <A> ValueForm<A> generated(Class<A> type) {
        SpecificData data = TrustedRecords.dataOf(type);
        Schema schema = data.getSchema(type);
        return new ValueForm<>(schema, writer -> {
            SpecificDatumReader<A> reader = new SpecificDatumReader<>(writer, schema, data);
            return in -> reader.read(null, in);
        });
    }

    /**
     * A class of ours in place of the generated one.
     *
     * @param direct reads what was written under our schema, by far the most values
     * @param mapping makes the same of what Avro resolved from another version of the schema
     */
    static <A, T> ValueForm<T> mapped(Class<A> type, ValueReader<T> direct, Function<A, T> mapping) {
        ValueForm<A> generated = generated(type);
        String ours = SchemaNormalization.toParsingForm(generated.schema());
        return new ValueForm<>(generated.schema(), writer -> {
            // The parsing form leaves out what does not show in the bytes, such as documentation and defaults.
            if (SchemaNormalization.toParsingForm(writer).equals(ours)) {
                return direct;
            }
            ValueReader<A> resolving = generated.readers().apply(writer);
            return in -> mapping.apply(resolving.read(in));
        });
    }
}
