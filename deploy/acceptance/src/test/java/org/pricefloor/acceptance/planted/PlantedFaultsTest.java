package org.pricefloor.acceptance.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pricefloor.devstack.Options;

/** The patch files keep up with the sources, so that the full size is not a surprise. */
class PlantedFaultsTest {

    private static final Path ROOT = Options.rootAbove(Path.of(""));
    private static final int AT_LEAST = 30;

    @Test
    void everyPatchStillAppliesAndChangesItsModule() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (PlantedFault fault : PlantedFault.in(PlantedMill.FOLDER)) {
            try {
                fault.diff().appliedTo(ROOT).forEach((file, text) -> {
                    if (!file.startsWith(ROOT.resolve(fault.module()))) {
                        wrong.add(fault.name() + " changes " + file + " outside " + fault.module());
                    }
                });
            } catch (IllegalStateException e) {
                wrong.add(fault.name() + ": " + e.getMessage());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyPatchNamesTestsThatExist() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (PlantedFault fault : PlantedFault.in(PlantedMill.FOLDER)) {
            for (String test : fault.tests()) {
                Path source = fault.sourceOf(ROOT, test);
                if (!Files.exists(source) || test.contains("#") && !Files.readString(source).contains("void " + test.split("#")[1] + "(")) {
                    wrong.add(fault.name() + " is found by " + test + ", which is not there");
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void thePlantsDoNotGetFewer() throws IOException {
        int count = PlantedFault.in(PlantedMill.FOLDER).size();
        assertTrue(count >= AT_LEAST, "planted faults: " + count);
    }
}
