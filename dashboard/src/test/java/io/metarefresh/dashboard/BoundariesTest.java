package io.metarefresh.dashboard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the page must not know: it reads topics as any client could. */
@AnalyzeClasses(packages = "io.metarefresh.dashboard", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

    @ArchTest
    static final ArchRule thePageKnowsNeitherTrainingNorEvaluationNorTheJob = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.metarefresh.dataset..",
                    "io.metarefresh.training..",
                    "io.metarefresh.evaluation..",
                    "io.metarefresh.job..",
                    "org.apache.flink..");
}
