package io.metarefresh.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.InteractionCodec;
import io.metarefresh.interaction.Profile;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InteractionMappingTest {
    private static final io.metarefresh.interaction.Features FEATURES = new io.metarefresh.interaction.Features(
            Map.of("d", new float[] {1, -2}, "empty", new float[0]), Map.of("genres", List.of("a", "")));

    @Test
    void aRecordKeepsEveryFieldThereAndBack() {
        InteractionEvent event = TestingRecords.interaction("mémber");
        assertThat(InteractionMapping.avro(InteractionMapping.interaction(event)))
                .isEqualTo(event);
        EntityProfile profile = TestingRecords.profile("m");
        assertThat(InteractionMapping.avro(InteractionMapping.profile(profile))).isEqualTo(profile);
        profile.setForgetBefore(null);
        assertThat(InteractionMapping.avro(InteractionMapping.profile(profile))).isEqualTo(profile);
    }

    @Test
    void anInteractionComesBackFromItsBytes() throws Exception {
        Interaction interaction = new Interaction("e", 3, "m", "i", -5, 0.5f, 2f, FEATURES);
        TestingSchemaRegistry registry = new TestingSchemaRegistry(InteractionEvent.getClassSchema());
        Interaction read = RecordDecoder.ofInteractions(registry)
                .decode(RecordEncoder.ofInteractions(1).encode(interaction));
        assertThat(InteractionCodec.encode(read)).isEqualTo(InteractionCodec.encode(interaction));
    }

    @Test
    void aProfileComesBackFromItsBytes() throws Exception {
        TestingSchemaRegistry registry = new TestingSchemaRegistry(EntityProfile.getClassSchema());
        for (OptionalLong forgetUpTo : List.of(OptionalLong.empty(), OptionalLong.of(Long.MIN_VALUE))) {
            Profile profile = new Profile("m", 7, forgetUpTo, FEATURES);
            Profile read = RecordDecoder.ofProfiles(registry)
                    .decode(RecordEncoder.ofProfiles(1).encode(profile));
            assertThat(read).usingRecursiveComparison().isEqualTo(profile);
        }
    }
}
