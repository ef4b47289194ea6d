package io.metarefresh.training;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the frozen model, and what training and evaluation, must not know. */
@AnalyzeClasses(packages = "io.metarefresh", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {
    private static final DescribedPredicate<JavaClass> TRAINING =
            resideInAnyPackage("io.metarefresh.dataset..", "io.metarefresh.training..", "io.metarefresh.evaluation..");
    private static final DescribedPredicate<JavaClass> FLINK_OR_KAFKA =
            resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");
    private static final DescribedPredicate<JavaClass> NATIVE_MATRICES =
            resideInAnyPackage("org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule noModelKnowsFlinkOrKafka = noClasses().should().dependOnClassesThat(FLINK_OR_KAFKA);

    @ArchTest
    static final ArchRule theFrozenModelDoesNotKnowItsTraining =
            noClasses().that(DescribedPredicate.not(TRAINING)).should().dependOnClassesThat(TRAINING);

    @ArchTest
    static final ArchRule onlyTheInnerLoopAndTrainingMultiply = noClasses()
            .that()
            .resideOutsideOfPackages("io.metarefresh.innerloop..", "io.metarefresh.training..")
            .should()
            .dependOnClassesThat(NATIVE_MATRICES);

    @ArchTest
    static final ArchRule packagesHaveNoCycle =
            slices().matching("io.metarefresh.(*)..").should().beFreeOfCycles();
}
