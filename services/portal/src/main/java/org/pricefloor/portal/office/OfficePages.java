package org.pricefloor.portal.office;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.portal.page.Sheet;
import org.pricefloor.portal.page.Visitor;
import org.pricefloor.portal.statement.StatementList;
import org.pricefloor.portal.statement.StatementShelf;

/** What the office owes and is owed, the trial balance, and the periods that wait for a fact. */
@Path("/office")
@RolesAllowed({Roles.OFFICE, Roles.AUDITOR})
@Blocking
public class OfficePages {

    /** Rows of the page; the CSV has all. */
    static final int ROWS = 200;

    private final Books books;
    private final StatementShelf shelf;
    private final PartyScope scope;
    private final Caller caller;

    OfficePages(Books books, StatementShelf shelf, PartyScope scope, Caller caller) {
        this.books = books;
        this.shelf = shelf;
        this.scope = scope;
        this.caller = caller;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance payables(Visitor visitor, PayablesView view);

        static native TemplateInstance trialBalance(Visitor visitor, List<TrialBalance> balances, List<Books.FundBalance> funds);

        static native TemplateInstance parkedPeriods(Visitor visitor, List<PeriodParked> parked);
    }

    /**
     * @param producer what was asked for, to fill the form again
     * @param more     there are more rows than the page shows
     */
    public record PayablesView(List<Books.Open> open, List<Books.Item> items, boolean more, String producer, String agreement, String from,
                               String to, String query) {

        public int rows() {
            return items.size();
        }

        public List<Total> totals() {
            return open.stream().map(Books.Open::currency).distinct().sorted().map(currency -> new Total(currency,
                    sum(currency, Books.Open::payable), sum(currency, Books.Open::receivable), sum(currency, Books.Open::accruedPayable),
                    sum(currency, Books.Open::accruedReceivable), sum(currency, Books.Open::setOff))).toList();
        }

        private BigDecimal sum(String currency, Function<Books.Open, BigDecimal> column) {
            return open.stream().filter(line -> line.currency().equals(currency)).map(column).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /** The sums of a currency. */
    public record Total(String currency, BigDecimal payable, BigDecimal receivable, BigDecimal accruedPayable, BigDecimal accruedReceivable,
                        BigDecimal setOff) {

        public BigDecimal net() {
            return payable.subtract(receivable);
        }
    }

    /**
     * The trial balance for machines, one entry a currency.
     *
     * @param funds the accounts of each fund that was named; what no fund is named for is in {@code currencies} alone
     */
    public record TrialBalanceDocument(List<Books> currencies, List<FundAccount> funds) {

        /** @param balanced whether both pairs of totals are equal */
        public record Books(String currency, List<Account> accounts, BigDecimal debits, BigDecimal credits, BigDecimal debitBalances,
                            BigDecimal creditBalances, boolean balanced) {
        }

        public record Account(String account, BigDecimal debit, BigDecimal credit, BigDecimal debitBalance, BigDecimal creditBalance) {
        }

        public record FundAccount(String fund, String account, String currency, BigDecimal debit, BigDecimal credit, BigDecimal debitBalance,
                                  BigDecimal creditBalance) {
        }
    }

    @GET
    @Path("/payables")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance payables(@QueryParam("producer") String producer, @QueryParam("agreement") String agreement,
                                     @QueryParam("from") String from, @QueryParam("to") String to) {
        Books.Wanted wanted = wanted(producer, agreement, from, to);
        PayablesView view = scope.read(caller.scope(), connection -> {
            List<Books.Item> items = books.items(connection, caller.scope().party(), wanted, ROWS + 1);
            boolean more = items.size() > ROWS;
            return new PayablesView(books.open(connection, caller.scope().party(), wanted), more ? items.subList(0, ROWS) : items, more,
                    text(producer), text(agreement), text(from), text(to), query(wanted));
        });
        return Templates.payables(Visitor.of(caller), view);
    }

    @GET
    @Path("/payables.csv")
    @Produces(Sheet.MEDIA_TYPE)
    @Operation(operationId = "payablesSheet", summary = "Payables and receivables by producer and period as CSV", description = "Roles: office, auditor.")
    @APIResponse(responseCode = "200", description = "RFC 4180 with a header row",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    public Response payablesSheet(@QueryParam("producer") String producer, @QueryParam("agreement") String agreement,
                                  @Parameter(description = "only periods that begin on or after this day") @QueryParam("from") String from,
                                  @Parameter(description = "only periods that begin on or before this day") @QueryParam("to") String to) {
        Books.Wanted wanted = wanted(producer, agreement, from, to);
        Sheet sheet = new Sheet("producer", "agreement", "period", "currency", "payable", "receivable", "net", "accrued_payable", "accrued_receivable",
                "set_off");
        scope.read(caller.scope(), connection -> books.items(connection, caller.scope().party(), wanted, Integer.MAX_VALUE))
                .forEach(item -> sheet.row(item.producer(), item.agreement(), item.period(), item.currency(), item.payable(), item.receivable(),
                        item.net(), item.accruedPayable(), item.accruedReceivable(), item.setOff()));
        return attachment(sheet, "payables");
    }

    @GET
    @Path("/trial-balance")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance trialBalance() {
        return Templates.trialBalance(Visitor.of(caller), balances(), funds());
    }

    @GET
    @Path("/trial-balance.csv")
    @Produces(Sheet.MEDIA_TYPE)
    @Operation(operationId = "trialBalanceSheet", summary = "The trial balance as CSV", description = "Roles: office, auditor.")
    @APIResponse(responseCode = "200", description = "RFC 4180 with a header row",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    public Response trialBalanceSheet() {
        Sheet sheet = new Sheet("account", "currency", "debit", "credit", "debit_balance", "credit_balance");
        for (TrialBalance balance : balances()) {
            balance.accounts().forEach(account -> sheet.row(account.account(), account.currency(), account.debit(), account.credit(),
                    account.debitBalance(), account.creditBalance()));
            sheet.row("total", balance.currency(), balance.debits(), balance.credits(), balance.debitBalances(), balance.creditBalances());
        }
        return attachment(sheet, "trial-balance");
    }

    @GET
    @Path("/funds.csv")
    @Produces(Sheet.MEDIA_TYPE)
    @Operation(operationId = "fundsSheet", summary = "The accounts of each fund as CSV", description = "Roles: office, auditor.")
    @APIResponse(responseCode = "200", description = "RFC 4180 with a header row",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    public Response fundsSheet() {
        Sheet sheet = new Sheet("fund", "account", "currency", "debit", "credit", "debit_balance", "credit_balance");
        funds().forEach(each -> sheet.row(each.fund(), each.balance().account(), each.balance().currency(), each.balance().debit(),
                each.balance().credit(), each.balance().debitBalance(), each.balance().creditBalance()));
        return attachment(sheet, "funds");
    }

    @GET
    @Path("/trial-balance.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "trialBalance", summary = "The trial balance", description = "Roles: office, auditor. Decimals are strings.")
    @APIResponse(responseCode = "200", description = "One entry a currency",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = TrialBalanceDocument.class)))
    public Response trialBalanceDocument() {
        TrialBalanceDocument document = new TrialBalanceDocument(balances().stream()
                .map(balance -> new TrialBalanceDocument.Books(balance.currency(), balance.accounts().stream()
                        .map(account -> new TrialBalanceDocument.Account(account.account(), account.debit(), account.credit(),
                                account.debitBalance(), account.creditBalance()))
                        .toList(), balance.debits(), balance.credits(), balance.debitBalances(), balance.creditBalances(), balance.balanced()))
                .toList(), funds().stream().map(each -> new TrialBalanceDocument.FundAccount(each.fund(), each.balance().account(),
                        each.balance().currency(), each.balance().debit(), each.balance().credit(), each.balance().debitBalance(),
                        each.balance().creditBalance())).toList());
        return Response.ok(EventJson.write(document), MediaType.APPLICATION_JSON).build();
    }

    @GET
    @Path("/parked")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance parked() {
        return Templates.parkedPeriods(Visitor.of(caller), parkedPeriods());
    }

    @GET
    @Path("/parked.csv")
    @Produces(Sheet.MEDIA_TYPE)
    @Operation(operationId = "parkedSheet", summary = "Parked periods with what each lacks, as CSV", description = "Roles: office, auditor.")
    @APIResponse(responseCode = "200", description = "RFC 4180 with a header row",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    public Response parkedSheet() {
        Sheet sheet = new Sheet("producer", "agreement", "period", "parked_at", "rule", "missing", "fix");
        parkedPeriods().forEach(parked -> parked.missing().forEach(missing -> sheet.row(parked.producer(), parked.agreement(),
                parked.period().label(), parked.recordedAt(), missing.rule(), missing.what(), missing.fix())));
        return attachment(sheet, "parked");
    }

    private List<TrialBalance> balances() {
        return TrialBalance.byCurrency(scope.read(caller.scope(), connection -> books.trialBalance(connection, caller.scope().party())));
    }

    private List<Books.FundBalance> funds() {
        return scope.read(caller.scope(), connection -> books.fundBalances(connection, caller.scope().party()));
    }

    private List<PeriodParked> parkedPeriods() {
        return scope.read(caller.scope(), connection -> shelf.parked(connection, caller.scope().party()));
    }

    private static Books.Wanted wanted(String producer, String agreement, String from, String to) {
        return new Books.Wanted(nullIfEmpty(producer), nullIfEmpty(agreement), StatementList.day("from", from), StatementList.day("to", to));
    }

    private static String query(Books.Wanted wanted) {
        StringBuilder query = new StringBuilder();
        append(query, "producer", wanted.producer());
        append(query, "agreement", wanted.agreement());
        append(query, "from", wanted.from());
        append(query, "to", wanted.to());
        return query.toString();
    }

    private static void append(StringBuilder query, String name, Object value) {
        if (value != null) {
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=')
                    .append(java.net.URLEncoder.encode(value.toString(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private static String text(String value) {
        return value == null ? "" : value.trim();
    }

    private static String nullIfEmpty(String value) {
        return text(value).isEmpty() ? null : text(value);
    }

    private static Response attachment(Sheet sheet, String name) {
        return Response.ok(sheet.toString(), Sheet.MEDIA_TYPE).header("Content-Disposition", "attachment; filename=\"" + name + ".csv\"").build();
    }
}
