package org.pricefloor.portal.statement;

import java.util.List;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined.Observation;
import org.pricefloor.portal.page.Sheet;
import org.pricefloor.portal.page.Words;

/**
 * A statement as one CSV file, in the order of the page: what it is, each amount with its derivation in the rows below it,
 * the days of the reference price in columns of their own so that a spreadsheet can average them again, the year, parts of funds,
 * the netting, runs, transfers, facts and flags. Columns that were added later stand at the end.
 */
final class StatementSheet {

    private static final String[] HEADER = {"section", "item", "value", "unit", "formula", "inputs", "rounding", "facts",
        "pricing_date", "assessed_on", "price", "fx_date", "fx_rate", "converted", "remark",
        "product", "fund", "series", "rung", "volume"};

    private StatementSheet() {
    }

    static String of(Statement statement) {
        PeriodSettled shown = statement.shown();
        Sheet sheet = new Sheet(HEADER);
        about(sheet, "agreement", shown.agreement());
        about(sheet, "agreement version", shown.agreementVersion());
        about(sheet, "period", shown.period().label());
        about(sheet, "period from", shown.period().from());
        about(sheet, "period to", shown.period().to());
        about(sheet, "producer", shown.producer());
        about(sheet, "office", shown.office());
        about(sheet, "product", shown.product());
        about(sheet, "run", shown.run().sequence());
        about(sheet, "kind", Words.kind(shown.run().kind()));
        about(sheet, "recorded at", shown.run().recordedAt());
        about(sheet, "accounting date", shown.run().accountingDate());
        about(sheet, "cut-off position", shown.run().cutOff());
        about(sheet, "rules version", shown.run().rulesVersion());
        if (shown.run().decision() != null) {
            about(sheet, "ordered by decision", shown.run().decision());
        }
        for (Statement.Line line : statement.lines()) {
            ofProduct(sheet, line.product(), "amount", line.name(), line.value(), line.unit());
            line.steps().forEach(step -> step(sheet, "derivation of " + line.name(), step, line.product()));
        }
        row(sheet, "amount", "net of the run before", statement.previousNet(), shown.amounts().currency());
        row(sheet, "amount", "difference posted", shown.difference(), shown.amounts().currency());
        for (Statement.Part part : statement.parts()) {
            sheet.row("component", part.label(), part.owedTo() != null ? part.owedTo() : part.owedBy(), shown.amounts().currency(), null, null, null, null,
                    null, null, null, null, null, null, part.owedTo() != null ? "owed to the producer" : "owed by the producer",
                    null, null, null, null, null);
        }
        if (shown.funds() != null) {
            shown.funds().forEach(part -> sheet.row("fund", part.balance(), part.amount(), shown.amounts().currency(), null, null, null, null,
                    null, null, null, null, null, null, null, null, part.fund(), null, null, null));
        }
        statement.yearUses().forEach(use -> year(sheet, shown.yearToDate().year(), use));
        statement.makeUp().forEach(paid -> row(sheet, "year " + shown.yearToDate().year(), "make-up of " + paid.year() + " at "
                + paid.price().toPlainString(), paid.quantity(), shown.amounts().unit()));
        if (shown.carriedFrom() != null && shown.yearToDate() != null) {
            row(sheet, "year " + shown.yearToDate().year(), "started from run", shown.carriedFrom(), null);
        }
        if (statement.netted() != null) {
            netting(sheet, statement.netted(), shown.amounts().currency());
        }
        if (statement.enteredBy() != null) {
            row(sheet, "netting", "difference entered the netting of run", statement.enteredBy(), null);
        }
        for (ReferencePrice price : statement.prices()) {
            String product = price.products().isEmpty() ? null : price.productsInWords();
            ofProduct(sheet, product, "reference price", "determination", price.named().id(), null);
            ofProduct(sheet, product, "reference price", "digest", price.named().digest(), null);
            if (price.onItsWay()) {
                ofProduct(sheet, product, "reference price", "derivation", "on its way: ask again in a moment", null);
            } else {
                ofProduct(sheet, product, "reference price", "rule", price.determined().ruleText(), null);
            }
            price.days().forEach(day -> day(sheet, day, product));
        }
        for (Statement.Run run : statement.runs()) {
            sheet.row("run", run.sequence() + " " + run.kind(), run.net(), run.currency(), null,
                    "difference = " + run.difference().toPlainString() + "; cut-off = " + run.cutOff(), null, run.decision(),
                    null, null, null, null, null, null, run.recordedAt(), null, null, null, null, null);
        }
        for (PeriodSettled.Transfer transfer : statement.transfers()) {
            sheet.row("transfer", "debit " + transfer.debit() + ", credit " + transfer.credit(), transfer.amount(), transfer.currency(),
                    null, null, null, transfer.id(), null, null, null, null, null, null, null, null, transfer.fund(), null, null, null);
        }
        statement.facts().forEach(fact -> sheet.row("fact", "used beside those of the reference price", null, null, null, null, null, fact,
                null, null, null, null, null, null, null, null, null, null, null, null));
        statement.flags().forEach(flag -> row(sheet, "flag", Words.flag(flag), null, null));
        if (statement.parked() != null) {
            statement.parked().missing().forEach(missing -> sheet.row("missing", missing.what(), null, null, null, null, null, null,
                    null, null, null, null, null, null, missing.fix(), null, null, null, null, null));
        }
        return sheet.toString();
    }

    private static void about(Sheet sheet, String item, Object value) {
        row(sheet, "statement", item, value, null);
    }

    private static void row(Sheet sheet, String section, String item, Object value, String unit) {
        ofProduct(sheet, null, section, item, value, unit);
    }

    private static void ofProduct(Sheet sheet, String product, String section, String item, Object value, String unit) {
        sheet.row(section, item, value, unit, null, null, null, null, null, null, null, null, null, null, null, product, null, null, null, null);
    }

    private static void step(Sheet sheet, String section, DerivationStep step, String product) {
        sheet.row(section, step.name(), Sheet.figure(step.result()), step.unit(), step.formula(), step.inputsOnOneLine(),
                Words.rounding(step.rounding()), step.factsOnOneLine(), null, null, null, null, null, null, null, product, null, null, null, null);
    }

    private static void year(Sheet sheet, int year, YearUse use) {
        row(sheet, "year " + year, use.name(), use.used(), use.unit());
        if (use.limit() != null) {
            row(sheet, "year " + year, use.limitName() + " of " + use.name(), use.limit(), use.unit());
            row(sheet, "year " + year, "left to the " + use.limitName() + " of " + use.name(), use.left(), use.unit());
        }
    }

    private static void netting(Sheet sheet, Netted made, String currency) {
        row(sheet, "netting", "made by run", made.run().eventId(), null);
        row(sheet, "netting", "carried before", made.netting().carriedBefore(), currency);
        made.netting().late().forEach(late -> sheet.row("netting", "late restatement", late.amount(), currency, null, null, null, late.run(),
                null, null, null, null, null, null, null, null, null, null, null, null));
        row(sheet, "netting", "owed to the producer", made.payable(), currency);
        row(sheet, "netting", "owed by the producer", made.receivable(), currency);
        row(sheet, "netting", "offset", made.netting().offset(), currency);
        row(sheet, "netting", "to pay", made.netting().toPay(), currency);
        row(sheet, "netting", "carried", made.netting().carried(), currency);
        row(sheet, "netting", "invoiced", made.invoiced(), currency);
    }

    private static void day(Sheet sheet, ReferencePrice.Day day, String product) {
        Observation seen = day.observation();
        List<String> facts = seen.fxFact() == null ? List.of(seen.priceFact()) : List.of(seen.priceFact(), seen.fxFact());
        sheet.row("pricing day", null, null, null, day.step().map(DerivationStep::formula).orElse(null),
                day.step().map(DerivationStep::inputsOnOneLine).orElse(null), null, String.join(" ", facts),
                seen.pricingDate(), seen.assessedOn(), seen.price(), seen.fxDate(), seen.fxRate(), seen.converted(), day.remark(),
                product, null, seen.series(), day.rung(), seen.volume());
    }
}
