package io.metarefresh.schemas;

import org.apache.avro.Conversion;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Adds the classes generated from our schemas to those that Avro trusts. From 1.12.2 on it reads, copies and fills in defaults of trusted
 * classes only, and trusts none of ours. A system property could name them, but would have to be set in every process that reads embeddings.
 *
 * <p>Each generated class has a model of its own, and a new model loads all conversions that are declared as services. This one is
 * declared so that it is loaded then, before the class is first used; it converts nothing. {@link #dataOf} does the same for an Avro whose class
 * loader does not see ours.
 */
public final class TrustedRecords extends Conversion<TrustedRecords> {
    private static final String PACKAGE = TrustedRecords.class.getPackageName();

    static {
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), TrustedRecords::isGenerated));
    }

    /** Avro's model of a class generated from one of our schemas. */
    static SpecificData dataOf(Class<?> type) {
        return SpecificData.getForClass(type);
    }

    private static boolean isGenerated(Class<?> type) {
        return type.getPackageName().equals(PACKAGE) && (SpecificRecord.class.isAssignableFrom(type) || type.isEnum());
    }

    @Override
    public Class<TrustedRecords> getConvertedType() {
        return TrustedRecords.class;
    }

    /** A name that no schema has. */
    @Override
    public String getLogicalTypeName() {
        return "metarefresh-trusted-records";
    }
}
