package io.metarefresh.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What data sets, meta-training and evaluation must not know. */
@AnalyzeClasses(
        packages = {"io.metarefresh.dataset", "io.metarefresh.training", "io.metarefresh.evaluation"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

    @ArchTest
    static final ArchRule noFlinkAndNoKafka =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule dataSetsKnowNoModelInTraining = noClasses()
            .that()
            .resideInAPackage("io.metarefresh.dataset..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.metarefresh.innerloop..", "io.metarefresh.training..");

    @ArchTest
    static final ArchRule packagesHaveNoCycle =
            slices().matching("io.metarefresh.(*)..").should().beFreeOfCycles();
}
