package org.pricefloor.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FilesTest {

    private static final String HEADER = "series,pricing_date,price,published_at,document\n";
    private static final String GOOD = "NDPR-CN,2026-03-02,96.40,2026-03-02T10:15:00Z,doc-1\n";

    @Test
    void everyColumnIsReadWhateverItsOrderAndEmptyLinesCountAsLines() {
        FileReading<AssessmentRow> reading = AssessmentFile.read(bytes("\uFEFFprice,series,note,published_at,pricing_date,document\r\n\r\n"
                + "96.40,NDPR-CN,\"a, note\",2026-03-02,2026-03-02,\r\n96.475,NDPR-CN,,2026-03-03T18:00:00+08:00,2026-03-03,\"doc \"\"2\"\"\""));
        assertEquals(List.of(), reading.refusals());
        assertEquals(List.of(
                new FileReading.Line<>(3, new AssessmentRow("NDPR-CN", LocalDate.of(2026, 3, 2), new BigDecimal("96.40"),
                        Instant.parse("2026-03-02T00:00:00Z"), null, null, null)),
                new FileReading.Line<>(4, new AssessmentRow("NDPR-CN", LocalDate.of(2026, 3, 3), new BigDecimal("96.475"),
                        Instant.parse("2026-03-03T10:00:00Z"), "doc \"2\"", null, null))), reading.rows());
    }

    @Test
    void anAssessmentMayCarryItsVolume() {
        FileReading<AssessmentRow> reading = AssessmentFile.read(bytes("series,pricing_date,price,published_at,volume\n"
                + "NDPR-CN,2026-03-02,96.40,2026-03-02,1250.5\nNDPR-CN,2026-03-03,96.40,2026-03-03,\nNDPR-CN,2026-03-04,96.40,2026-03-04,0\n"
                + "NDPR-CN,2026-03-05,96.40,2026-03-05,many\nNDPR-CN,2026-03-06,96.40,2026-03-06,1234567890123\n"));
        assertEquals(Arrays.asList(new BigDecimal("1250.5"), null), reading.rows().stream().map(line -> line.row().volume()).toList());
        assertEquals(List.of("VOLUME_MUST_BE_ABOVE_ZERO", "VOLUME_MUST_BE_A_DECIMAL", "VOLUME_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS"),
                reading.refusals().stream().map(Refusal::rule).toList());
    }

    @Test
    void fxFixesAndDeliveriesAreReadTheSameWay() {
        assertEquals(List.of(new FileReading.Line<>(2, new FxFixRow("CNY-USD", LocalDate.of(2026, 3, 2), new BigDecimal("7.1058"),
                        Instant.parse("2026-03-02T01:15:00Z"), null, Instant.parse("2026-03-05T00:00:00Z")))),
                FxFixFile.read(bytes("series,date,rate,published_at,recorded_at\nCNY-USD,2026-03-02,7.1058,2026-03-02T01:15:00Z,2026-03-05\n")).rows());
        assertEquals(List.of(new FileReading.Line<>(2, new DeliveryRow("A1", "LOT 7", "stockpile", LocalDate.of(2026, 3, 31),
                        new BigDecimal("0"), "kg", Instant.parse("2026-04-02T00:00:00Z"), "cert-9", null))),
                DeliveryFile.read(bytes("agreement,lot,category,delivery_date,quantity,unit,certified_at,document\n"
                        + "A1,LOT 7,stockpile,2026-03-31,0,kg,2026-04-02,cert-9\n")).rows());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            NDPR CN,2026-03-02,96.40,2026-03-02,d      | SERIES_MUST_BE_NAMED            | series
            ,2026-03-02,96.40,2026-03-02,d             | SERIES_MUST_BE_NAMED            | series
            S,2026-02-30,96.40,2026-03-02,d            | PRICING_DATE_MUST_BE_A_DATE     | pricing_date
            S,02.03.2026,96.40,2026-03-02,d            | PRICING_DATE_MUST_BE_A_DATE     | pricing_date
            S,0026-03-02,96.40,2026-03-02,d            | PRICING_DATE_MUST_BE_A_DATE     | pricing_date
            S,2026-03-02,"96,40",2026-03-02,d          | PRICE_MUST_BE_A_DECIMAL         | price
            S,2026-03-02,9.64e1,2026-03-02,d           | PRICE_MUST_BE_A_DECIMAL         | price
            S,2026-03-02,NaN,2026-03-02,d              | PRICE_MUST_BE_A_DECIMAL         | price
            S,2026-03-02, 96.40,2026-03-02,d           | PRICE_MUST_BE_A_DECIMAL         | price
            S,2026-03-02,--1,2026-03-02,d              | PRICE_MUST_BE_A_DECIMAL         | price
            S,2026-03-02,+1,2026-03-02,d               | PRICE_MUST_BE_A_DECIMAL         | price
            S,2026-03-02,1234567890123,2026-03-02,d    | PRICE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS | price
            S,2026-03-02,1.12345678901,2026-03-02,d    | PRICE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS | price
            S,2026-03-02,96.40,yesterday,d             | PUBLISHED_AT_MUST_BE_AN_INSTANT | published_at
            S,2026-03-02,96.40,2026-03-02T10:15:00,d   | PUBLISHED_AT_MUST_BE_AN_INSTANT | published_at
            S,2026-03-02,96.40,2026-03-02,d\u0007e     | DOCUMENT_MUST_BE_SHORT          | document
            S,2026-03-02,96.40,2026-03-02              | ROW_MUST_HAVE_EVERY_COLUMN      | ''
            S,2026-03-02,96.40,2026-03-02,d,e          | ROW_MUST_HAVE_EVERY_COLUMN      | ''
            S,2026-03-02,96.40,2026-03-02,"a\\nb"      | FIELD_MUST_STAND_ON_ONE_LINE    | ''
            S,2026-03-02,96.40,2026-03-02,"a           | QUOTES_MUST_BE_CLOSED           | ''
            S,2026-03-02,96.40,2026-03-02,"a"b         | QUOTES_MUST_BE_CLOSED           | ''
            """)
    void aRowIsRefusedForTheFirstRuleThatFailsAndTheOthersAreRead(String row, String rule, String field) {
        FileReading<AssessmentRow> reading = AssessmentFile.read(bytes(HEADER + GOOD + row.replace("\\n", "\n") + "\n"));
        assertEquals(1, reading.rows().size());
        assertEquals(1, reading.refusals().size(), () -> reading.refusals().toString());
        Refusal refusal = reading.refusals().get(0);
        assertEquals(rule, refusal.rule());
        assertEquals(field, refusal.field());
        assertEquals(3, refusal.line());
        assertTrue(refusal.found().length() <= 80);
    }

    @Test
    void aDeliverySaysWhatItContainsWhereItsColumnsDo() {
        String header = "agreement,lot,category,delivery_date,quantity,unit,certified_at,product,form,assay,reo_share,content_share\n";
        assertEquals(List.of(new FileReading.Line<>(2, new DeliveryRow("A1", "LOT 7", "stockpile", LocalDate.of(2026, 3, 31), new BigDecimal("250000"), "kg",
                        Instant.parse("2026-04-02T00:00:00Z"), null, null, "NdPr oxide", "concentrate", "provisional", new BigDecimal("0.605"), new BigDecimal("0.1567"))),
                new FileReading.Line<>(3, new DeliveryRow("A1", "LOT 8", "stockpile", LocalDate.of(2026, 3, 31), new BigDecimal("1"), "kg",
                        Instant.parse("2026-04-02T00:00:00Z"), null, null))),
                DeliveryFile.read(bytes(header + "A1,LOT 7,stockpile,2026-03-31,250000,kg,2026-04-02,NdPr oxide,concentrate,provisional,0.605,0.1567\n"
                        + "A1,LOT 8,stockpile,2026-03-31,1,kg,2026-04-02,,,,,\n")).rows());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            ,ore,,,                          | FORM_MUST_BE_KNOWN                  | form
            ,concentrate,estimated,0.6,0.1   | ASSAY_MUST_BE_PROVISIONAL_OR_FINAL  | assay
            ,concentrate,final,60%,0.1       | SHARE_MUST_BE_A_DECIMAL             | reo_share
            ,concentrate,final,0,0.1         | SHARE_MUST_BE_ABOVE_0_AND_AT_MOST_1 | reo_share
            ,concentrate,final,0.6,15.67     | SHARE_MUST_BE_ABOVE_0_AND_AT_MOST_1 | content_share
            ,concentrate,final,0.6,0.12345678901 | SHARE_MUST_HAVE_AT_MOST_10_DECIMALS | content_share
            ,concentrate,final,0.6,          | ASSAY_MUST_BE_WHOLE                 | content_share
            ,concentrate,final,,0.6          | ASSAY_MUST_BE_WHOLE                 | reo_share
            ,concentrate,,0.6,0.1            | ASSAY_MUST_BE_WHOLE                 | assay
            """)
    void anAssayThatCanNotBeIsRefused(String columns, String rule, String field) {
        FileReading<DeliveryRow> reading = DeliveryFile.read(bytes("agreement,lot,category,delivery_date,quantity,unit,certified_at,product,form,assay,reo_share,content_share\n"
                + "A1,LOT 7,stockpile,2026-03-31,1,kg,2026-04-02," + columns + "\n"));
        assertEquals(rule, reading.refusals().get(0).rule());
        assertEquals(field, reading.refusals().get(0).field());
    }

    @Test
    void aMeasureMayBeALoss() {
        assertEquals(List.of(new FileReading.Line<>(2, new MeasureRow("A1", "ebitda", LocalDate.of(2026, 12, 31), new BigDecimal("-1250000.50"), "USD",
                        Instant.parse("2027-02-15T00:00:00Z"), "accounts-2026", null)),
                new FileReading.Line<>(3, new MeasureRow("A1", "made-available", LocalDate.of(2026, 12, 31), new BigDecimal("4600"), "t",
                        Instant.parse("2027-01-20T00:00:00Z"), null, null))),
                MeasureFile.read(bytes("agreement,measure,day,value,unit,certified_at,document\nA1,ebitda,2026-12-31,-1250000.50,USD,2027-02-15,accounts-2026\n"
                        + "A1,made-available,2026-12-31,4600,t,2027-01-20,\n")).rows());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            A 1,ebitda,2026-12-31,1,USD,2027-01-20          | AGREEMENT_MUST_BE_NAMED         | agreement
            A1,revenue,2026-12-31,1,USD,2027-01-20          | MEASURE_MUST_BE_KNOWN           | measure
            A1,,2026-12-31,1,USD,2027-01-20                 | MEASURE_MUST_BE_KNOWN           | measure
            A1,ebitda,2026-13-31,1,USD,2027-01-20           | DAY_MUST_BE_A_DATE              | day
            A1,ebitda,2026-09-30,1,USD,2027-01-20           | DAY_MUST_END_A_YEAR             | day
            A1,ebitda,2026-12-31,(1),USD,2027-01-20         | VALUE_MUST_BE_A_DECIMAL         | value
            A1,ebitda,2026-12-31,-1234567890123,USD,2027-01-20 | VALUE_MUST_HAVE_AT_MOST_12_DIGITS_AND_10_DECIMALS | value
            A1,made-available,2026-12-31,-1,t,2027-01-20    | VALUE_MUST_NOT_BE_NEGATIVE      | value
            A1,ebitda,2026-12-31,1,,2027-01-20              | UNIT_MUST_BE_NAMED              | unit
            A1,ebitda,2026-12-31,1,USD,soon                 | CERTIFIED_AT_MUST_BE_AN_INSTANT | certified_at
            """)
    void aMeasureIsRefusedForTheFirstRuleThatFails(String row, String rule, String field) {
        FileReading<MeasureRow> reading = MeasureFile.read(bytes("agreement,measure,day,value,unit,certified_at\n" + row + "\n"));
        assertEquals(List.of(), reading.rows());
        assertEquals(rule, reading.refusals().get(0).rule());
        assertEquals(field, reading.refusals().get(0).field());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            series,pricing_date,price                         | COLUMN_MUST_BE_PRESENT | published_at
            series;pricing_date;price;published_at            | COLUMN_MUST_BE_KNOWN   | series;pricing_date;price;published_at
            series,pricing_date,price,published_at,colour     | COLUMN_MUST_BE_KNOWN   | colour
            series,pricing_date,price,published_at,price      | COLUMN_MUST_STAND_ONCE | price
            """)
    void aHeaderThatIsNotUnderstoodRefusesTheFile(String header, String rule, String field) {
        FileReading<AssessmentRow> reading = AssessmentFile.read(bytes(header + "\n" + GOOD));
        assertEquals(rule, reading.refusals().get(0).rule());
        assertEquals(field, reading.refusals().get(0).field());
        assertEquals(1, reading.refusals().get(0).line());
        assertEquals(List.of(), reading.rows());
    }

    @Test
    void aFileThatIsNoTextIsRefusedWithTheLineWhereItCeasesToBe() {
        byte[] latin1 = (HEADER + GOOD + "N\u00e4me,").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(new Refusal(3, "FILE_MUST_BE_UTF_8", "", "byte 0xE4", "save the file as UTF-8"), AssessmentFile.read(latin1).refusals().get(0));
        assertEquals("FILE_MUST_NOT_HOLD_NUL", only(AssessmentFile.read(bytes(HEADER + "a\0b"))));
        assertEquals("FILE_MUST_HAVE_A_HEADER", only(AssessmentFile.read(new byte[0])));
        assertEquals("LINE_MUST_BE_SHORTER", only(AssessmentFile.read(bytes(HEADER + GOOD + "x".repeat(1 << 20)))));
        assertEquals("LINE_MUST_BE_SHORTER", only(AssessmentFile.read(bytes(HEADER + GOOD + "é".repeat(1 << 20)))));
    }

    @ParameterizedTest
    @EnumSource(AssessmentRule.class)
    void everyRuleSaysWhatToDo(RowRule rule) {
        assertTrue(rule.fix().length() > 10);
    }

    @ParameterizedTest
    @EnumSource(MeasureRule.class)
    void everyRuleOfMeasuresSaysWhatToDo(RowRule rule) {
        assertTrue(rule.fix().length() > 10);
    }

    @Test
    void aHundredThousandRowsAreReadWithinASecond() {
        StringBuilder file = new StringBuilder(HEADER);
        for (int i = 0; i < 100_000; i++) {
            file.append("S").append(i % 50).append(",2026-03-02,").append(i + 1).append(".25,2026-03-02T10:15:00Z,doc-").append(i).append('\n');
        }
        byte[] bytes = bytes(file.toString());
        AssessmentFile.read(bytes);
        // Processor time of this thread: what else the machine does is not what is measured.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        assertEquals(100_000, AssessmentFile.read(bytes).rows().size());
        long millis = (threads.getCurrentThreadCpuTime() - start) / 1_000_000;
        System.out.println("Read rows=100000 time=" + millis + "ms");
        assertTrue(millis < 3_000, "it takes about 200 ms; this bound only catches what is not linear: " + millis);
    }

    private static String only(FileReading<?> reading) {
        assertEquals(1, reading.refusals().size());
        return reading.refusals().get(0).rule();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
