package org.pricefloor.houserules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Each rule by its name. {@link #ALL} is what every module is held to; a rule about a package it has not is kept for free. */
public final class HouseRules {

    private static final String KERNEL = "org.pricefloor.kernel..";
    private static final String CONTRACTS = "org.pricefloor.contracts..";
    /** Where money, prices and quantities pass through. */
    private static final String[] EXACT = {KERNEL, CONTRACTS, "org.pricefloor.translation..", "org.pricefloor.reading.."};
    /** The services that run: they meet on topics. */
    private static final String SERVICES = "org.pricefloor.(prices|registry|settlement|portal|commandline)..";
    private static final Set<String> FLOATING = Set.of("double", "float", "java.lang.Double", "java.lang.Float");

    public static final ArchRule THE_KERNEL_KNOWS_THE_JDK_ONLY = classes().that().resideInAPackage(KERNEL)
            .should().onlyDependOnClassesThat(resideInAnyPackage(KERNEL, "java.lang..", "java.math..", "java.time..", "java.util..", "java.text..", "java.security..",
                    "java.nio.charset..").or(primitives()).or(type("java.io.Serializable")))
            .as("the kernel knows the JDK only, without files, networks and databases")
            .because("the kernel must replay years later, anywhere: pass the value in from the shell");

    public static final ArchRule THE_KERNEL_ASKS_NOBODY_FOR_THE_TIME_OR_FOR_LUCK = noClasses().that().resideInAPackage(KERNEL)
            .should().dependOnClassesThat(assignableTo("java.time.Clock").or(assignableTo("java.time.InstantSource")).or(assignableTo(Random.class))
                    .or(resideInAPackage("java.util.random..")))
            .orShould().callMethodWhere(asksForTheTime())
            .orShould().callMethod(UUID.class, "randomUUID").orShould().callMethod(Math.class, "random")
            .as("the kernel has no clock and no random source")
            .because("the same facts must give the same cents for ever: time and ids are facts, pass them in from the shell");

    public static final ArchRule MONEY_IS_NEVER_FLOATING = CompositeArchRule.of(List.of(
            fields().that().areDeclaredInClassesThat().resideInAnyPackage(EXACT).should().notHaveRawType(floating()),
            methods().that().areDeclaredInClassesThat().resideInAnyPackage(EXACT).should().notHaveRawReturnType(floating()),
            noClasses().that().resideInAnyPackage(EXACT)
                    .should().callConstructor(BigDecimal.class, double.class)
                    .orShould().callConstructor(BigDecimal.class, double.class, java.math.MathContext.class)
                    .orShould().callMethod(BigDecimal.class, "valueOf", double.class)
                    .orShould().callMethod(BigDecimal.class, "doubleValue").orShould().callMethod(BigDecimal.class, "floatValue")))
            .as("money, prices and quantities are never double or float")
            .because("0.1 has no binary form and a cent is a cent: use BigDecimal, written and read as a string");

    public static final ArchRule CONTRACTS_KNOW_THE_JDK_ONLY = classes().that().resideInAPackage(CONTRACTS)
            .should().onlyDependOnClassesThat(resideInAnyPackage(CONTRACTS, "java..").or(primitives()))
            .as("contracts know the JDK only")
            .because("both sides of a topic compile against them: what a side needs beyond, it keeps in translation or messaging");

    public static final ArchRule MESSAGING_KNOWS_NO_DOMAIN = noClasses().that().resideInAPackage("org.pricefloor.messaging..")
            .should().dependOnClassesThat(resideInAnyPackage(KERNEL, "org.pricefloor.translation..", "org.pricefloor.reading..", "io.quarkus.."))
            .as("messaging knows no domain word and no framework")
            .because("the corridor carries every event alike: what an event means is decided in the service that takes it in");

    public static final ArchRule SERVICES_MEET_ON_TOPICS = SlicesRuleDefinition.slices().matching(SERVICES).should().notDependOnEachOther()
            .as("services do not depend on one another")
            .because("they meet on topics: put what both need into contracts, or send it as an event");

    public static final ArchRule NOTHING_LEANS_ON_THE_INFRASTRUCTURE = noClasses().that().resideOutsideOfPackages("org.pricefloor.infrastructure..", "org.pricefloor.devstack..",
                    "org.pricefloor.acceptance..", "org.pricefloor.benchmarks..", "org.pricefloor.commandline..")
            .should().dependOnClassesThat().resideInAnyPackage("org.pricefloor.infrastructure..", "org.pricefloor.devstack..")
            .as("services run without the embedded infrastructure")
            .because("a deployment brings its own broker, database and keys: use it in tests only");

    public static final ArchRule SERVICES_TAKE_THE_TIME_FROM_THEIR_CLOCK = noClasses().that().resideInAnyPackage("org.pricefloor.prices..", "org.pricefloor.registry..",
                    "org.pricefloor.settlement..", "org.pricefloor.portal..")
            .should().callMethodWhere(asksForTheTime().and(withoutArguments()))
            .as("services take the time from the clock that is injected")
            .because("a test moves the clock: inject java.time.Clock and ask clock.instant(); measure durations with System.nanoTime()");

    public static final ArchRule NAMES_SAY_WHAT_A_THING_IS = noClasses().that().resideInAPackage("org.pricefloor..")
            .should().haveSimpleNameEndingWith("Impl").orShould().haveNameMatching(".*(D(to|TO)s?|Util(s|ity|ities)?|Helpers?|Managers?|Mappers?)")
            .as("no class is called Impl, Dto, Util, Helper, Manager or Mapper")
            .because("such a name says that nobody knew what the thing is: call it by the word of the glossary that it stands for");

    /** What every module is held to. */
    public static final List<ArchRule> ALL = List.of(THE_KERNEL_KNOWS_THE_JDK_ONLY, THE_KERNEL_ASKS_NOBODY_FOR_THE_TIME_OR_FOR_LUCK, MONEY_IS_NEVER_FLOATING,
            CONTRACTS_KNOW_THE_JDK_ONLY, MESSAGING_KNOWS_NO_DOMAIN, SERVICES_MEET_ON_TOPICS, NOTHING_LEANS_ON_THE_INFRASTRUCTURE,
            SERVICES_TAKE_THE_TIME_FROM_THEIR_CLOCK, NAMES_SAY_WHAT_A_THING_IS);

    private HouseRules() {
    }

    /** The rules with empty subjects allowed: a module without a kernel keeps the kernel's rules. */
    static List<ArchRule> forAModule() {
        List<ArchRule> rules = new ArrayList<>();
        ALL.forEach(rule -> rules.add(rule.allowEmptyShould(true)));
        return rules;
    }

    private static DescribedPredicate<JavaClass> primitives() {
        return DescribedPredicate.describe("primitives and arrays of them", type -> type.getBaseComponentType().isPrimitive());
    }

    private static DescribedPredicate<JavaClass> type(String name) {
        return DescribedPredicate.describe(name, type -> type.getName().equals(name));
    }

    private static DescribedPredicate<JavaClass> floating() {
        return DescribedPredicate.describe("a floating-point type", type -> FLOATING.contains(type.getBaseComponentType().getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> asksForTheTime() {
        return DescribedPredicate.describe("asks the machine for the time", access -> {
            String owner = access.getTargetOwner().getName();
            String method = access.getTarget().getName();
            return (owner.startsWith("java.time.") && method.equals("now")) || (owner.equals("java.lang.System") && method.equals("currentTimeMillis"))
                    || (owner.equals("java.time.Clock") && method.startsWith("system"));
        });
    }

    private static DescribedPredicate<JavaAccess<?>> withoutArguments() {
        return DescribedPredicate.describe("without being given a clock", access -> access.getTarget().getFullName().endsWith("()"));
    }
}
