package org.pricefloor.portal.statement;

import java.util.List;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined.Observation;
import org.pricefloor.portal.page.Sheet;
import org.pricefloor.portal.page.Words;

/**
 * A statement as one CSV file, in the order of the page: what it is, each amount with its derivation in the rows below it,
 * the days of the reference price in columns of their own so that a spreadsheet can average them again, runs, transfers,
 * facts and flags.
 */
final class StatementSheet {

    private static final String[] HEADER = {"section", "item", "value", "unit", "formula", "inputs", "rounding", "facts",
        "pricing_date", "assessed_on", "price", "fx_date", "fx_rate", "converted", "remark"};

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
        for (Statement.Line line : statement.lines()) {
            row(sheet, "amount", line.name(), line.value(), line.unit());
            line.steps().forEach(step -> step(sheet, "derivation of " + line.name(), step));
        }
        row(sheet, "amount", "net of the run before", statement.previousNet(), shown.amounts().currency());
        row(sheet, "amount", "difference posted", shown.difference(), shown.amounts().currency());
        if (shown.determination() != null) {
            row(sheet, "reference price", "determination", shown.determination().id(), null);
            row(sheet, "reference price", "digest", shown.determination().digest(), null);
        }
        if (statement.derivationOnItsWay()) {
            row(sheet, "reference price", "derivation", "on its way: ask again in a moment", null);
        }
        if (statement.determination() != null) {
            row(sheet, "reference price", "rule", statement.determination().ruleText(), null);
        }
        statement.days().forEach(day -> day(sheet, day));
        for (Statement.Run run : statement.runs()) {
            sheet.row("run", run.sequence() + " " + run.kind(), run.net(), run.currency(), null,
                    "difference = " + run.difference().toPlainString() + "; cut-off = " + run.cutOff(), null, null,
                    null, null, null, null, null, null, run.recordedAt());
        }
        for (PeriodSettled.Transfer transfer : statement.transfers()) {
            sheet.row("transfer", "debit " + transfer.debit() + ", credit " + transfer.credit(), transfer.amount(), transfer.currency(),
                    null, null, null, transfer.id(), null, null, null, null, null, null, null);
        }
        statement.facts().forEach(fact -> sheet.row("fact", "used beside those of the reference price", null, null, null, null, null, fact,
                null, null, null, null, null, null, null));
        statement.flags().forEach(flag -> row(sheet, "flag", Words.flag(flag), null, null));
        if (statement.parked() != null) {
            statement.parked().missing().forEach(missing -> sheet.row("missing", missing.what(), null, null, null, null, null, null,
                    null, null, null, null, null, null, missing.fix()));
        }
        return sheet.toString();
    }

    private static void about(Sheet sheet, String item, Object value) {
        row(sheet, "statement", item, value, null);
    }

    private static void row(Sheet sheet, String section, String item, Object value, String unit) {
        sheet.row(section, item, value, unit, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static void step(Sheet sheet, String section, DerivationStep step) {
        sheet.row(section, step.name(), Sheet.figure(step.result()), step.unit(), step.formula(), step.inputsOnOneLine(),
                Words.rounding(step.rounding()), step.factsOnOneLine(), null, null, null, null, null, null, null);
    }

    private static void day(Sheet sheet, Statement.Day day) {
        Observation seen = day.observation();
        List<String> facts = seen.fxFact() == null ? List.of(seen.priceFact()) : List.of(seen.priceFact(), seen.fxFact());
        sheet.row("pricing day", null, null, null, day.step().map(DerivationStep::formula).orElse(null),
                day.step().map(DerivationStep::inputsOnOneLine).orElse(null), null, String.join(" ", facts),
                seen.pricingDate(), seen.assessedOn(), seen.price(), seen.fxDate(), seen.fxRate(), seen.converted(), day.remark());
    }
}
