package io.metarefresh.snapshot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the frozen model must not know. */
@AnalyzeClasses(
        packages = {
            "io.metarefresh.snapshot",
            "io.metarefresh.encoding",
            "io.metarefresh.innerloop",
            "io.metarefresh.prediction"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

    @ArchTest
    static final ArchRule noFlinkAndNoKafka =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule nothingOfTraining = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.metarefresh.dataset..", "io.metarefresh.training..", "io.metarefresh.evaluation..");

    @ArchTest
    static final ArchRule onlyTheInnerLoopMultiplies = noClasses()
            .that()
            .resideOutsideOfPackage("io.metarefresh.innerloop..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule packagesHaveNoCycle =
            slices().matching("io.metarefresh.(*)..").should().beFreeOfCycles();
}
