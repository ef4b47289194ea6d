package io.metarefresh.job.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedUrisTest {
    private static final AllowedUris ALLOWED = AllowedUris.of("s3://models/ranking/, /var/models");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://models/ranking/m/3",
                "S3://models/ranking/m/3/",
                "s3://models/ranking/other/../m/3",
                "/var/models/m/3",
                "file:/var/models/m/3",
                "file:///var/models/m/3"
            })
    void whatLiesBelowIsAllowed(String uri) {
        assertThat(ALLOWED.allow(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://models/ranking-of-others/3",
                "s3://models/ranking/../secrets",
                "s3://elsewhere/ranking/m/3",
                "http://models/ranking/m/3",
                "/var/models/../../etc",
                "file:///var/models/%2e%2e/%2e%2e/etc",
                "relative/with:colon",
                "file:///var/modelsX/3",
                "file://host/var/models/3",
                "/etc",
                "s3:models",
                "s3://models/ranking/m#/../../uploads/evil",
                "s3://models/ranking/m?/../../uploads/evil",
                "s3://models/ranking/m/3#",
                "s3://models/ranking/m/3?version=1",
                "not a uri: \u0000",
                ""
            })
    void everythingElseIsNot(String uri) {
        assertThat(ALLOWED.allow(uri)).isFalse();
    }

    @Test
    void successorsLieBesideTheConfiguredSnapshot() {
        AllowedUris allowed = AllowedUris.besides("/models/movielens/3");
        assertThat(allowed.allow("file:///models/movielens/4")).isTrue();
        assertThat(allowed.allow("/models/other/4")).isFalse();
        assertThat(AllowedUris.besides("s3://bucket/m/3/").allow("s3://bucket/m/4"))
                .isTrue();
    }
}
