package org.pricefloor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pricefloor.kernel.delivery.Assay;
import org.pricefloor.kernel.lot.Ancestry;
import org.pricefloor.kernel.lot.Contained;
import org.pricefloor.kernel.lot.Lot;

/** Where a kilogram comes from, in ancestries small enough to follow by hand. */
class AncestryTest {

    private static BigDecimal kg(String kilograms) {
        return new BigDecimal(kilograms);
    }

    private static Lot made(String lot, String contained, Object... consumed) {
        Map<String, BigDecimal> parents = new HashMap<>();
        for (int i = 0; i < consumed.length; i += 2) {
            parents.put((String) consumed[i], kg((String) consumed[i + 1]));
        }
        return Lot.of(lot, kg(contained), parents);
    }

    private static void assertKilograms(String expected, BigDecimal found) {
        assertEquals(0, kg(expected).compareTo(found), () -> expected + " kg expected, found " + found);
    }

    @Test
    void ofAnOxideOnlyWhatWasNotDesignatedAsConcentrateIsFree() {
        Ancestry ancestry = new Ancestry(List.of(made("C", "100"), made("O", "70", "C", "70")), Map.of("C", kg("60")));
        assertKilograms("40", ancestry.freeOf("O"));
        assertKilograms("40", ancestry.freeOf("C"));
        assertTrue(ancestry.withDesignated("O", kg("40")).everyKilogramIsDesignatedOnce());
        assertFalse(ancestry.withDesignated("O", kg("40.001")).everyKilogramIsDesignatedOnce());
        Ancestry full = ancestry.withDesignated("O", kg("40"));
        assertKilograms("0", full.freeOf("C"));
        assertKilograms("0", full.freeOf("O"));
    }

    @Test
    void whatIsLostInProcessingCanBeDesignatedOfTheParentStill() {
        Ancestry ancestry = new Ancestry(List.of(made("C", "100"), made("O", "63", "C", "70"), made("M", "60", "O", "63")), Map.of("M", kg("60")));
        assertKilograms("3", ancestry.freeOf("O"));
        assertKilograms("40", ancestry.freeOf("C"));
    }

    @Test
    void aBlendTakesTheKilogramsThatAreFreeFromWhicheverParentHasThem() {
        List<Lot> lots = List.of(made("A", "50"), made("B", "50"), made("O", "80", "A", "40", "B", "40"));
        assertKilograms("60", new Ancestry(lots, Map.of("A", kg("30"))).freeOf("O"));
        assertKilograms("40", new Ancestry(lots, Map.of("A", kg("50"))).freeOf("O"));
        assertKilograms("10", new Ancestry(lots, Map.of("A", kg("30"), "O", kg("60"))).freeOf("B"));
        // Two products of one concentrate share its kilograms, however far apart they are.
        List<Lot> twins = List.of(made("C", "100"), made("X", "70", "C", "70"), made("Y", "30", "C", "30"), made("XM", "70", "X", "70"));
        assertKilograms("30", new Ancestry(twins, Map.of("XM", kg("70"))).freeOf("Y"));
        assertKilograms("0", new Ancestry(twins, Map.of("XM", kg("70"), "C", kg("30"))).freeOf("Y"));
    }

    @Test
    void aLotThatIsMadeOfItselfIsFoundOverHoweverManyOthers() {
        Ancestry ancestry = new Ancestry(List.of(made("A", "1", "C", "1"), made("B", "1", "A", "1"), made("C", "1", "B", "1"), made("D", "1", "C", "1")), Map.of());
        assertTrue(ancestry.isItsOwnAncestor("A"));
        assertFalse(ancestry.isItsOwnAncestor("D"));
        assertFalse(ancestry.with(made("A", "1")).isItsOwnAncestor("C"));
        assertTrue(new Ancestry(List.of(made("S", "1", "S", "1")), Map.of()).isItsOwnAncestor("S"));
    }

    @Test
    void theContentIsRoundedOnceToTheGram() {
        // 250,000 kg of dry mass x 0.605 x 0.1567 = 23,700.875 kg.
        assertEquals(kg("23700.875"), Contained.ofConcentrate(kg("250000"), new Assay(Assay.Kind.PROVISIONAL, kg("0.605"), kg("0.1567"))));
        assertEquals(kg("1.235"), Contained.ofOxide(kg("1.2345")));
        // 1.0005 x 1.176555 = 1.1771432775.
        assertEquals(kg("1.177"), Contained.ofMetal(kg("1.0005"), kg("1.176555")));
        // 60 of 100, when the final assay says 98.765: 59.259; a third of 2 is 0.667.
        assertEquals(kg("59.259"), Contained.rescaled(kg("60"), kg("100"), kg("98.765")));
        assertEquals(kg("0.667"), Contained.rescaled(kg("1"), kg("3"), kg("2")));
        assertEquals(kg("0.000"), Contained.rescaled(kg("1"), kg("3"), kg("0")));
    }

    @Test
    void whatCanNotBeALotIsNone() {
        assertThrows(IllegalArgumentException.class, () -> made("A", "-1"));
        assertThrows(IllegalArgumentException.class, () -> made("A", "1", "B", "0"));
        assertThrows(IllegalArgumentException.class, () -> new Ancestry(List.of(made("A", "1")), Map.of("B", kg("1"))));
        assertThrows(IllegalArgumentException.class, () -> new Ancestry(List.of(made("A", "1")), Map.of()).freeOf("B"));
    }

    @Test
    void designationsThatCanNotAllBeServedLeaveNothingFree() {
        Ancestry ancestry = new Ancestry(List.of(made("C", "100"), made("O", "70", "C", "70")), Map.of("C", kg("60"), "O", kg("41")));
        assertFalse(ancestry.everyKilogramIsDesignatedOnce());
        assertKilograms("0", ancestry.freeOf("O"));
    }

    @Test
    void aLotKnowsItsParentsAndAnAncestryItsLots() {
        Lot oxide = made("O", "63", "C", "40", "D", "30");
        Ancestry ancestry = new Ancestry(List.of(made("C", "100"), Lot.root("D", kg("50")), oxide, made("P", "5", "C", "5")), Map.of("C", kg("7")));
        assertKilograms("70", oxide.given());
        assertFalse(oxide.isRoot());
        assertTrue(Lot.root("D", kg("50")).isRoot());
        assertKilograms("0", Lot.root("D", kg("50")).given());
        assertEquals(oxide, ancestry.lot("O").orElseThrow());
        assertTrue(ancestry.lot("X").isEmpty());
        assertKilograms("45", ancestry.consumedOf("C"));
        assertKilograms("0", ancestry.consumedOf("O"));
        assertKilograms("7", ancestry.designatedOf("C"));
        assertKilograms("0", ancestry.designatedOf("D"));
        assertKilograms("8", ancestry.withDesignated("C", kg("8")).designatedOf("C"));
    }

    @Test
    void aParentThatIsNotAmongTheLotsGivesNothing() {
        assertKilograms("0", new Ancestry(List.of(made("O", "70", "C", "70")), Map.of()).freeOf("O"));
    }

    @Test
    void anEarlierChoiceIsTakenBackWhereAnotherLotHasNoOtherParent() {
        // X can take from A or B, Y only from A: whichever way X was served first, both are served.
        List<Lot> lots = List.of(made("A", "10"), made("B", "10"), made("X", "10", "A", "10", "B", "10"), made("Y", "10", "A", "10"));
        assertTrue(new Ancestry(lots, Map.of("X", kg("10"), "Y", kg("10"))).everyKilogramIsDesignatedOnce());
        assertFalse(new Ancestry(lots, Map.of("X", kg("10"), "Y", kg("10"), "B", kg("1"))).everyKilogramIsDesignatedOnce());
        assertKilograms("10", new Ancestry(lots, Map.of("X", kg("10"))).freeOf("Y"));
    }
}
