package io.metarefresh;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The ground module, which everything else may use. */
@AnalyzeClasses(
        packages = {"io.metarefresh.interaction", "io.metarefresh.text"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

    @ArchTest
    static final ArchRule itKnowsNothingButTheJdk = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.metarefresh.interaction..", "io.metarefresh.text..");

    @ArchTest
    static final ArchRule textKnowsNothingOfInteractions = noClasses()
            .that()
            .resideInAPackage("io.metarefresh.text..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.metarefresh.interaction..");
}
