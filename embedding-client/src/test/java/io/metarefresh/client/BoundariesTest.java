package io.metarefresh.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What a service that embeds this module must not be made to carry. */
@AnalyzeClasses(packages = "io.metarefresh.client", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

    @ArchTest
    static final ArchRule theClientKnowsNeitherFlinkNorNumericsNorTheJob = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink..",
                    "org.nd4j..",
                    "io.metarefresh.job..",
                    "io.metarefresh.snapshot..",
                    "io.metarefresh.innerloop..",
                    "io.metarefresh.training..",
                    "io.metarefresh.evaluation..");

    @ArchTest
    static final ArchRule freshnessIsMeasuredWithoutKafka = noClasses()
            .that()
            .resideInAPackage("io.metarefresh.client.freshness")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.metarefresh.schemas..");
}
