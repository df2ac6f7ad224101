package org.pricefloor.portal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.WaitUntilState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.infrastructure.TestInfrastructure;

/**
 * The pages as a person meets them, in a real browser with scripts switched off: signing in, reading, printing, and the
 * rules of axe-core. Needs Chromium; without it the tests are skipped and say so, unless {@code -Dpricefloor.require=all}.
 */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PagesInABrowserTest {

    private static final Path CHROMIUM = Path.of(System.getProperty("pricefloor.chromium", "/usr/bin/chromium"));
    private static final List<String> FLAGS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync");

    private static Playwright playwright;
    private static Browser browser;
    private static boolean told;

    @TestHTTPResource("/")
    URL portal;

    @BeforeEach
    void aBrowserAndAFewStatements() {
        if (!Files.isExecutable(CHROMIUM)) {
            String reason = "Skipped the browser tests: no Chromium at " + CHROMIUM + " (Debian: apt-get install chromium)";
            if (System.getProperty("pricefloor.require", "").equals("all")) {
                fail(reason);
            }
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        if (browser == null) {
            playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setArgs(FLAGS));
        }
        if (!told) {
            told = true;
            ReferencePriceDetermined quarter = Ledger.fourthQuarter();
            ReferencePriceDetermined first = Ledger.march("ILLUSTRATIVE-NDPR", "96.475", "96.44");
            ReferencePriceDetermined second = Ledger.march("ILLUSTRATIVE-NDPR", "97.00", "96.70");
            Corridor.tell(quarter, Ledger.fourthQuarter(quarter), Ledger.parked("NDPR-PPA", "MP-MATERIALS", Ledger.Q1, 1),
                    first, Ledger.march("DEMO-CLOSED", "DEMO-MINE", 1, "initial", "96.44", "654276.78", "654276.78", first, Ledger.APRIL_2,
                            Ledger.transfer("settled/DEMO-CLOSED/2026-03/1/1", "top-up expense", "top-up payable", "654276.78")),
                    second, Ledger.march("DEMO-CLOSED", "DEMO-MINE", 2, "restatement", "96.70", "641731.65", "-12545.13", second, Ledger.APRIL_2.plusSeconds(86_400),
                            Ledger.transfer("settled/DEMO-CLOSED/2026-03/2/1", "top-up payable", "top-up expense", "12545.13")),
                    Ledger.march("DEMO-FLOOR", "DEMO-MINE", 1, "accrual", "96.44", "654276.78", "654276.78", first, Ledger.APRIL_2,
                            Ledger.transfer("settled/DEMO-FLOOR/2026-03/1/1", "accrued top-up expense", "accrued top-up", "654276.78")),
                    Ledger.windyDay("CFD-AR2-TKN-203", "WIND-ONE"));
            ReferencePriceDetermined heavy = Ledger.dysprosium("ILLUSTRATIVE-DY");
            Corridor.tell(heavy, Ledger.threeProducts("DEMO-SEVERAL", "DEMO-MINE", first, heavy), Ledger.cappedShare("DEMO-SHARE", "DEMO-MINE", "DEMO-FUND-1", "DEMO-FUND-2"),
                    Ledger.marginTrueUp("DEMO-MARGIN", "DEMO-MINE"));
            Corridor.tell(Ledger.netted("DEMO-NETTED", "DEMO-MINE"));
            for (String address : List.of("/statements/DEMO-CLOSED/2026-03.json?run=2", "/statements/NDPR-PPA/2025-Q4.json",
                    "/statements/DEMO-FLOOR/2026-03.json", "/statements/DEMO-SEVERAL/2026-03.json", "/statements/DEMO-SHARE/2026-03.json",
                    "/statements/DEMO-MARGIN/2026-Q4.json", "/statements/DEMO-NETTED/2026-Q2.json", "/statements/CFD-AR2-TKN-203/2026-03-05.json")) {
                await().atMost(Duration.ofSeconds(20)).until(() -> RestAssured.given()
                        .header("Authorization", "Bearer " + TestInfrastructure.token("office", null)).get(address).statusCode() == 200);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> RestAssured.given().header("Accept", "text/html")
                    .header("Authorization", "Bearer " + TestInfrastructure.token("office", null)).get("/statements/NDPR-PPA/2026-Q1").statusCode() == 200);
        }
    }

    @AfterAll
    static void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @Test
    void aProducerSignsInReadsAStatementAndSignsOut() {
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            open(page, "statements/DEMO-CLOSED/2026-03");
            assertTrue(page.url().contains("/sign-in"), page.url());
            photograph(page, "sign-in");
            page.getByLabel("Your token").fill("nonsense");
            page.getByText("Sign in").last().click();
            assertTrue(page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT).innerText().contains("You are not signed in"));
            page.getByLabel("Your token").fill(TestInfrastructure.token("producer", "DEMO-MINE"));
            page.getByText("Sign in").last().click();
            assertEquals("Settlement statement: DEMO-CLOSED, 2026-03", page.locator("h1").innerText());
            assertTrue(page.locator(".net").innerText().contains("641,731.65"));
            page.keyboard().press("Tab");
            assertEquals("Skip to the content", page.evaluate("document.activeElement.innerText"));
            page.getByText("Sign out").click();
            assertTrue(page.url().endsWith("/sign-in"), page.url());
            open(page, "statements/DEMO-CLOSED/2026-03");
            assertTrue(page.url().contains("/sign-in"), page.url());
        }
    }

    @Test
    void noPageBreaksARuleOfAccessibility() {
        List<String> violations = new ArrayList<>();
        // axe-core is a script; the policy of the pages forbids it, so this one context lets it in.
        try (BrowserContext producer = browser.newContext(new Browser.NewContextOptions().setBypassCSP(true));
             BrowserContext office = browser.newContext(new Browser.NewContextOptions().setBypassCSP(true))) {
            Page page = producer.newPage();
            open(page, "sign-in");
            check(page, violations);
            signIn(page, TestInfrastructure.token("producer", "MP-MATERIALS"));
            for (String address : List.of("", "statements/NDPR-PPA/2025-Q4", "statements/NDPR-PPA/2026-Q1", "statements/NO-SUCH/2026-03")) {
                open(page, address);
                check(page, violations);
            }
            Page desk = office.newPage();
            open(desk, "sign-in");
            signIn(desk, TestInfrastructure.token("office", "US-DOW"));
            for (String address : List.of("", "statements/DEMO-CLOSED/2026-03", "statements/DEMO-CLOSED/2026-03?run=1", "statements/DEMO-FLOOR/2026-03",
                    "statements/CFD-AR2-TKN-203/2026-03-05", "statements/DEMO-SEVERAL/2026-03", "statements/DEMO-SHARE/2026-03", "statements/DEMO-MARGIN/2026-Q4",
                    "statements/DEMO-NETTED/2026-Q2", "statements/DEMO-NETTED/2026-Q1", "office/payables", "office/trial-balance", "office/parked")) {
                open(desk, address);
                check(desk, violations);
            }
        }
        assertEquals(List.of(), violations);
    }

    @Test
    void aPrintedStatementHasItsFiguresAndLosesItsButtons() {
        try (BrowserContext context = context()) {
            Page page = context.newPage();
            open(page, "sign-in");
            signIn(page, TestInfrastructure.token("producer", "MP-MATERIALS"));
            open(page, "statements/NDPR-PPA/2025-Q4");
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            assertFalse(page.locator("header nav").isVisible());
            assertFalse(page.getByText("Sign out").isVisible());
            assertFalse(page.locator(".filter").isVisible());
            assertTrue(page.locator(".net").isVisible());
            assertTrue(page.locator(".derivation").first().isVisible());
            assertTrue(page.locator(".days").isVisible());
            byte[] pdf = page.pdf(new Page.PdfOptions().setFormat("A4").setPrintBackground(true));
            assertTrue(pdf.length > 20_000, pdf.length + " bytes");
            keep("statement-print.pdf", pdf);
        }
    }

    @Test
    void thePagesAreReadOnASmallScreenAndPhotographed() {
        try (BrowserContext context = context(); BrowserContext small = browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false).setViewportSize(390, 844))) {
            Page page = context.newPage();
            open(page, "sign-in");
            signIn(page, TestInfrastructure.token("office", "US-DOW"));
            for (Map.Entry<String, String> each : Map.of("several", "statements/DEMO-SEVERAL/2026-03", "share", "statements/DEMO-SHARE/2026-03",
                    "margin", "statements/DEMO-MARGIN/2026-Q4", "netted", "statements/DEMO-NETTED/2026-Q2").entrySet()) {
                open(page, each.getValue());
                photograph(page, each.getKey());
            }
            for (Map.Entry<String, String> each : Map.of("home-office", "", "payables", "office/payables", "trial-balance", "office/trial-balance", "parked", "office/parked",
                    "restatement", "statements/DEMO-CLOSED/2026-03", "accrual", "statements/DEMO-FLOOR/2026-03", "two-way", "statements/CFD-AR2-TKN-203/2026-03-05",
                    "absent", "statements/NO-SUCH/2026-03").entrySet()) {
                open(page, each.getValue());
                photograph(page, each.getKey());
            }
            Page phone = small.newPage();
            open(phone, "sign-in");
            signIn(phone, TestInfrastructure.token("office", "US-DOW"));
            for (String address : List.of("statements/DEMO-SEVERAL/2026-03", "statements/DEMO-NETTED/2026-Q2", "statements/DEMO-SHARE/2026-03")) {
                open(phone, address);
                assertTrue(phone.locator("body").boundingBox().width <= 390, address);
            }
            phone.context().clearCookies();
            open(phone, "sign-in");
            signIn(phone, TestInfrastructure.token("producer", "MP-MATERIALS"));
            for (Map.Entry<String, String> each : Map.of("phone-home", "", "phone-statement", "statements/NDPR-PPA/2025-Q4", "phone-parked", "statements/NDPR-PPA/2026-Q1").entrySet()) {
                open(phone, each.getValue());
                photograph(phone, each.getKey());
                // Tables scroll within their own frame; the page itself never does so sideways.
                assertTrue(phone.locator("body").boundingBox().width <= 390, each.getKey());
            }
            Page wide = context.newPage();
            wide.context().clearCookies();
            open(wide, "sign-in");
            signIn(wide, TestInfrastructure.token("producer", "MP-MATERIALS"));
            photograph(wide, "home-producer");
            open(wide, "statements/NDPR-PPA/2025-Q4");
            photograph(wide, "statement");
        }
    }

    private BrowserContext context() {
        return browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false).setViewportSize(1280, 900));
    }

    private void open(Page page, String address) {
        page.navigate(portal + address, new Page.NavigateOptions().setWaitUntil(WaitUntilState.LOAD));
    }

    private static void signIn(Page page, String token) {
        page.getByLabel("Your token").fill(token);
        page.getByText("Sign in").last().click();
        page.waitForLoadState();
        assertFalse(page.url().contains("/sign-in"), page.url());
    }

    private static void check(Page page, List<String> violations) {
        new AxeBuilder(page).analyze().getViolations().forEach(violation -> violations.add(page.url() + " " + violation.getId() + ": "
                + violation.getHelp() + " " + violation.getNodes().stream().map(node -> node.getHtml()).limit(3).toList()));
        assertEquals(1, page.locator("h1").count(), page.url());
    }

    private static void photograph(Page page, String name) {
        keep(name + ".png", page.screenshot(new Page.ScreenshotOptions().setFullPage(true)));
    }

    private static void keep(String name, byte[] bytes) {
        String folder = System.getProperty("pricefloor.screenshots", "");
        if (!folder.isEmpty()) {
            try {
                Files.createDirectories(Path.of(folder));
                Files.write(Path.of(folder, name), bytes);
            } catch (java.io.IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }
    }
}
