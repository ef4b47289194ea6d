package io.metarefresh.schemas;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module must not know. */
@AnalyzeClasses(packages = "io.metarefresh.schemas", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

    @ArchTest
    static final ArchRule relocatedNamesStayInOneClass = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ConfluentSchemaRegistry.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.flink..");

    @ArchTest
    static final ArchRule ofOursOnlyTheGroundModuleIsKnown = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("io.metarefresh..")
                    .and(not(resideInAnyPackage(
                            "io.metarefresh.schemas..", "io.metarefresh.interaction..", "io.metarefresh.text.."))));

    @ArchTest
    static final ArchRule noFlinkAndNoNumerics = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink.api..", "org.apache.flink.streaming..", "org.apache.flink.core..", "org.nd4j..");
}
