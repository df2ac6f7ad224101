package org.pricefloor.houserules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house rules for the module whose tests run in the working directory. Extend it, and the module is held to them. */
public abstract class ModuleKeepsTheHouseRules {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path CLASSES = Path.of("target", "classes");

    @TestFactory
    Stream<DynamicTest> everyRuleOfTheHouseIsKept() {
        assertTrue(Files.isDirectory(CLASSES), "run this in the module's folder, compiled: " + CLASSES.toAbsolutePath() + " is absent");
        JavaClasses module = new ClassFileImporter().importPath(CLASSES);
        return HouseRules.forAModule().stream().map((ArchRule rule) -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(module)));
    }

    @Test
    void everyPackageHasItsDoor() {
        assertEquals(List.of(), SourceRules.packagesWithoutADoor(SOURCES));
    }

    @Test
    void everyPublicTypeOfTheKernelIsDescribed() {
        assertEquals(List.of(), SourceRules.publicTypesWithoutJavadoc(SOURCES.resolve(Path.of("org", "pricefloor", "kernel"))));
    }

    @Test
    void everyAddressIsOpenToThoseWhomThePolicyNames() {
        Path folder = Path.of("").toAbsolutePath();
        assertEquals(List.of(), AccessPolicy.read().contradictions(folder.getFileName().toString(), new ClassFileImporter().importPath(CLASSES), folder));
    }
}
