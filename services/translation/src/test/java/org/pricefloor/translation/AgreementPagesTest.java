package org.pricefloor.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.kernel.agreement.TermsRefused;
import org.pricefloor.messaging.EventJson;

/** The pages of {@code contracts/agreements} say what the scenarios settle: their documents are the files of the shapes, and are accepted. */
class AgreementPagesTest {

    private static final Path PAGES = Path.of("..", "..", "contracts", "agreements");
    private static final Path SHAPES = Path.of("src", "test", "resources", "shapes");
    private static final Pattern DOCUMENT = Pattern.compile("```json\n(.*?)\n```", Pattern.DOTALL);

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md")).sorted().toList();
        }
    }

    /** The pages of shapes; the one of the reference price shows parts of documents. */
    private static List<Path> shapes() throws IOException {
        return pages().stream().filter(page -> !page.endsWith("reference-price.md")).toList();
    }

    private static List<String> documents(Path page) throws IOException {
        List<String> documents = new ArrayList<>();
        for (Matcher block = DOCUMENT.matcher(Files.readString(page)); block.find();) {
            documents.add(block.group(1));
        }
        return documents;
    }

    private static AgreementTerms terms(String document) throws TermsRefused {
        return AgreementTranslation.terms(EventJson.read(document.getBytes(StandardCharsets.UTF_8), AgreementDocument.class));
    }

    @TestFactory
    Stream<DynamicTest> everyDocumentOfAPageIsReadAndAccepted() throws IOException {
        return shapes().stream().map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> {
            List<String> documents = documents(page);
            assertFalse(documents.isEmpty(), "a page shows its document");
            int version = 0;
            for (String document : documents) {
                assertEquals(++version, terms(document).version(), "versions stand in order");
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> aDocumentWithEveryDefaultFilledInIsReadAndAcceptedAgain() throws IOException {
        return shapes().stream().map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> {
            for (String document : documents(page)) {
                AgreementDocument whole = AgreementTranslation.complete(EventJson.read(document.getBytes(StandardCharsets.UTF_8), AgreementDocument.class));
                AgreementDocument again = EventJson.read(EventJson.write(whole), AgreementDocument.class);
                assertEquals(whole, AgreementTranslation.complete(again));
                assertEquals(whole.version(), AgreementTranslation.terms(again).version());
            }
        }));
    }

    @Test
    void thePagesShowTheFilesThatTheScenariosSettle() throws IOException {
        TreeSet<String> shown = new TreeSet<>();
        for (Path page : shapes()) {
            String shape = page.getFileName().toString().replace(".md", "");
            List<String> documents = documents(page);
            for (int i = 0; i < documents.size(); i++) {
                String file = shape + (i == 0 ? "" : ".v" + (i + 1)) + ".json";
                assertEquals(Files.readString(SHAPES.resolve(file)), documents.get(i) + "\n", file);
                shown.add(file);
            }
        }
        try (Stream<Path> files = Files.list(SHAPES)) {
            assertEquals(files.map(file -> file.getFileName().toString()).sorted().toList(), List.copyOf(shown), "every file is shown");
        }
    }

    @Test
    void theIndexNamesEveryPage() throws IOException {
        String index = Files.readString(PAGES.resolve("README.md"));
        for (Path page : pages()) {
            assertTrue(index.contains("](" + page.getFileName() + ")"), page + " stands in no index");
        }
    }
}
