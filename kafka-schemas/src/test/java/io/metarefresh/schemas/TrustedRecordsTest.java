package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;

class TrustedRecordsTest {
    @Test
    void whatIsGeneratedFromOurSchemasIsTrustedAndNothingElseIsAdded() {
        assertThat(TrustedRecords.dataOf(MetaEmbedding.class).getSchema(MetaEmbedding.class))
                .isEqualTo(MetaEmbedding.getClassSchema());
        var trusted = ClassSecurityValidator.getGlobal();
        assertThat(trusted.isTrusted(MetaEmbedding.class)).isTrue();
        assertThat(trusted.isTrusted(String.class)).isTrue();
        assertThat(trusted.isTrusted(ConfluentSchemaRegistry.class)).isFalse();
        assertThat(trusted.isTrusted(ProcessBuilder.class)).isFalse();
    }
}
