package org.pricefloor.houserules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that can not fail keeps nothing: each is shown a class that breaks it. */
class HouseRulesTest extends ModuleKeepsTheHouseRules {

    private static final JavaClasses BROKEN = new ClassFileImporter().importPath(Path.of("target", "test-classes"));

    static Stream<ArchRule> rulesThatOurBrokenClassesBreak() {
        return Stream.of(HouseRules.THE_KERNEL_KNOWS_THE_JDK_ONLY, HouseRules.THE_KERNEL_ASKS_NOBODY_FOR_THE_TIME_OR_FOR_LUCK, HouseRules.MONEY_IS_NEVER_FLOATING,
                HouseRules.SERVICES_MEET_ON_TOPICS, HouseRules.SERVICES_TAKE_THE_TIME_FROM_THEIR_CLOCK, HouseRules.NAMES_SAY_WHAT_A_THING_IS);
    }

    @ParameterizedTest
    @MethodSource("rulesThatOurBrokenClassesBreak")
    void aRuleNoticesWhoBreaksIt(ArchRule rule) {
        AssertionError broken = assertThrows(AssertionError.class, () -> rule.check(BROKEN));
        assertTrue(broken.getMessage().contains("because"), broken.getMessage());
        assertTrue(broken.getMessage().contains("Broken"), broken.getMessage());
    }

    @Test
    void aPackageWithoutADoorAndATypeWithoutJavadocAreNoticed(@TempDir Path sources) throws IOException {
        Files.writeString(sources.resolve("Said.java"), "package a;\n\n/** Says. */\n@Deprecated\npublic final class Said {\n}\n");
        Files.writeString(sources.resolve("Silent.java"), "package a;\n\npublic record Silent() {\n}\n");
        assertEquals(1, SourceRules.packagesWithoutADoor(sources).size());
        assertEquals(1, SourceRules.publicTypesWithoutJavadoc(sources).size());
        Files.writeString(sources.resolve("package-info.java"), "/** A room. */\npackage a;\n");
        assertEquals(0, SourceRules.packagesWithoutADoor(sources).size());
    }
}
