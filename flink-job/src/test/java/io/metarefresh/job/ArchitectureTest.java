package io.metarefresh.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.metarefresh.job", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_CORE_KNOWS_NO_FLINK = noClasses()
            .that()
            .resideInAnyPackage(
                    "..job.config..",
                    "..job.record..",
                    "..job.decode..",
                    "..job.member..",
                    "..job.batch..",
                    "..job.lift..",
                    "..job.rollout..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule NOBODY_BUT_THE_MODEL_KNOWS_HOW_TO_MULTIPLY =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule STEPS_DO_NOT_KNOW_KAFKA = noClasses()
            .that()
            .resideOutsideOfPackages("..job.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka..");
}
