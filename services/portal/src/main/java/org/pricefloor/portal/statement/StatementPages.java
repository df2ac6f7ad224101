package org.pricefloor.portal.statement;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.pricefloor.contracts.PeriodParked;
import org.pricefloor.contracts.PeriodSettled;
import org.pricefloor.contracts.ReferencePriceDetermined;
import org.pricefloor.contracts.TraceStep;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.PartyScope;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.portal.page.Sheet;
import org.pricefloor.portal.page.Visitor;
import org.pricefloor.portal.page.Words;
import org.pricefloor.portal.statement.StatementShelf.WhichRun;

/**
 * The statement of a period: as a page, as CSV and as JSON, all from the same run. Another producer's statement and one
 * that does not exist are answered alike.
 */
@Path("/statements/{agreement}")
@RolesAllowed({Roles.PRODUCER, Roles.OFFICE, Roles.AUDITOR})
@Blocking
public class StatementPages {

    private final StatementShelf shelf;
    private final PartyScope scope;
    private final Caller caller;

    StatementPages(StatementShelf shelf, PartyScope scope, Caller caller) {
        this.shelf = shelf;
        this.scope = scope;
        this.caller = caller;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance statement(Visitor visitor, Statement statement, String knownAt, String query);

        static native TemplateInstance parked(Visitor visitor, PeriodParked parked);
    }

    /**
     * A statement for machines: the run as it was posted, with what stands around it.
     *
     * @param kindInWords   an accrual says that it is not payable yet
     * @param amounts       each amount with the steps that led to it
     * @param determination the reference price with its days and steps; absent where no price was needed, while its event is
     *                      on its way ({@code derivationOnItsWay}), and where several products have one each
     * @param determinations those of several products; absent of one product
     * @param year          what the calendar year has used of terms that run over it; absent where the agreement has none
     * @param netting       that of the period, with the run that made it; absent where there is none
     * @param enteredBy     id of the run whose netting took the difference of this one
     */
    public record StatementDocument(PeriodSettled settled, String kindInWords, boolean newest, BigDecimal previousNet,
                                    List<Amount> amounts, ReferencePriceDetermined determination, boolean derivationOnItsWay,
                                    List<ProductPrice> determinations, List<YearTerm> year, MadeNetting netting, String enteredBy,
                                    List<String> flagsInWords, List<Statement.Run> runs, PeriodParked parked) {

        /**
         * @param value   absent where none was needed
         * @param product of several; absent of an amount of the whole agreement
         */
        public record Amount(String name, BigDecimal value, String unit, String product, List<TraceStep> derivation) {
        }

        /** @param determination absent while its event is on its way */
        public record ProductPrice(List<String> products, String id, String digest, ReferencePriceDetermined determination) {
        }

        /** @param limit the annual cap, or the minimum to take; absent where the run names none */
        public record YearTerm(String name, BigDecimal used, BigDecimal limit, BigDecimal left, String unit) {
        }

        /**
         * @param run      id of the run that made it
         * @param invoiced owed by the producer, neither set off nor carried
         */
        public record MadeNetting(String run, BigDecimal payable, BigDecimal receivable, BigDecimal carriedBefore, List<PeriodSettled.Late> late,
                                  BigDecimal offset, BigDecimal toPay, BigDecimal carried, BigDecimal invoiced) {
        }
    }

    /** Nothing has been settled for the period yet; what it lacks. */
    public record ParkedDocument(PeriodParked parked) {
    }

    @GET
    @Path("/{period:[^/.]+}")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public TemplateInstance page(@PathParam("agreement") String agreement, @PathParam("period") String period,
                                 @QueryParam("run") String run, @QueryParam("knownAt") String knownAt) {
        WhichRun which = which(run, knownAt);
        return scope.read(caller.scope(), connection -> {
            Optional<Statement> statement = shelf.statement(connection, caller.scope().party(), agreement, period, which);
            if (statement.isPresent()) {
                return Templates.statement(Visitor.of(caller), statement.get(), which.knownAt() == null ? "" : which.knownAt().toString(), query(which));
            }
            Optional<PeriodParked> parked =
                    which.newest() ? shelf.parked(connection, caller.scope().party(), agreement, period) : Optional.empty();
            return Templates.parked(Visitor.of(caller), parked.orElseThrow(Refused::notFound));
        });
    }

    @GET
    @Path("/{period:[^/.]+}.csv")
    @Produces(Sheet.MEDIA_TYPE)
    @Operation(operationId = "statementSheet", summary = "A statement as CSV: each amount with its derivation in the rows below it",
            description = "Roles: producer (its own), office, auditor.")
    @APIResponse(responseCode = "200", description = "RFC 4180 with a header row",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    public Response sheet(@PathParam("agreement") String agreement, @PathParam("period") String period,
                          @Parameter(description = "number of an earlier run") @QueryParam("run") String run,
                          @Parameter(description = "the newest run recorded at or before this instant") @QueryParam("knownAt") String knownAt) {
        Statement statement = statement(agreement, period, which(run, knownAt));
        return Response.ok(StatementSheet.of(statement), Sheet.MEDIA_TYPE)
                .header("Content-Disposition", "attachment; filename=\"" + fileName(statement) + ".csv\"")
                .build();
    }

    @GET
    @Path("/{period:[^/.]+}.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "statementDocument", summary = "A statement as JSON: the run as posted, each amount with its derivation",
            description = "Roles: producer (its own), office, auditor. Decimals are strings.")
    @APIResponse(responseCode = "200", description = "The statement",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = StatementDocument.class)))
    public Response document(@PathParam("agreement") String agreement, @PathParam("period") String period,
                             @Parameter(description = "number of an earlier run") @QueryParam("run") String run,
                             @Parameter(description = "the newest run recorded at or before this instant") @QueryParam("knownAt") String knownAt) {
        Statement statement = statement(agreement, period, which(run, knownAt));
        List<StatementDocument.Amount> amounts = statement.lines().stream()
                .map(line -> new StatementDocument.Amount(line.name(), line.value(), line.unit(), line.product(),
                        line.steps().stream().map(DerivationStep::step).toList()))
                .toList();
        StatementDocument document = new StatementDocument(statement.shown(), Words.kind(statement.shown().run().kind()), statement.newest(),
                statement.previousNet(), amounts, statement.determination(), statement.derivationOnItsWay(),
                determinations(statement), year(statement), netting(statement), statement.enteredBy(),
                statement.flags().stream().map(Words::flag).toList(), statement.runs(), statement.parked());
        return Response.ok(EventJson.write(document), MediaType.APPLICATION_JSON).build();
    }

    private static List<StatementDocument.ProductPrice> determinations(Statement statement) {
        return !statement.severalProducts() ? null : statement.prices().stream().map(price -> new StatementDocument.ProductPrice(price.products(),
                price.named().id(), price.named().digest(), price.determined())).toList();
    }

    private static List<StatementDocument.YearTerm> year(Statement statement) {
        return statement.shown().yearToDate() == null ? null : statement.yearUses().stream()
                .map(use -> new StatementDocument.YearTerm(use.name(), use.used(), use.limit(), use.left(), use.unit())).toList();
    }

    private static StatementDocument.MadeNetting netting(Statement statement) {
        Netted made = statement.netted();
        return made == null ? null : new StatementDocument.MadeNetting(made.run().eventId(), made.payable(), made.receivable(),
                made.netting().carriedBefore(), made.netting().late(), made.netting().offset(), made.netting().toPay(), made.netting().carried(),
                made.invoiced());
    }

    private Statement statement(String agreement, String period, WhichRun which) {
        return scope.read(caller.scope(), connection ->
                shelf.statement(connection, caller.scope().party(), agreement, period, which).orElseThrow(Refused::notFound));
    }

    private static String fileName(Statement statement) {
        return (statement.shown().agreement() + "-" + statement.period().label() + "-run-" + statement.shown().run().sequence())
                .replaceAll("[^A-Za-z0-9._-]", "-");
    }

    private static String query(WhichRun which) {
        return which.sequence() != null ? "?run=" + which.sequence() : which.knownAt() != null ? "?knownAt=" + which.knownAt() : "";
    }

    private static WhichRun which(String run, String knownAt) {
        boolean byRun = run != null && !run.isBlank();
        boolean byMoment = knownAt != null && !knownAt.isBlank();
        if (byRun && byMoment) {
            throw Refused.malformed("ONE_OF_RUN_AND_KNOWN_AT", "Both run and knownAt were given.", "Give one of the two.");
        }
        if (byRun) {
            if (!run.matches("[1-9]\\d{0,8}")) {
                throw Refused.malformed("RUN_MUST_BE_A_NUMBER", "run is not a number: " + run, "Give the number of a run, such as run=1.");
            }
            return new WhichRun(Integer.valueOf(run), null);
        }
        return byMoment ? new WhichRun(null, moment(knownAt.trim())) : WhichRun.NEWEST;
    }

    /** An instant, or a date, which means the end of that day in UTC: what was known when the day was over. */
    private static Instant moment(String text) {
        try {
            if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
                return LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).minusNanos(1_000);
            }
            if (!text.matches("\\d{4}-.*")) {
                throw new DateTimeParseException("years have four digits", text, 0);
            }
            return Instant.parse(text);
        } catch (DateTimeParseException unreadable) {
            throw Refused.malformed("KNOWN_AT_MUST_BE_AN_INSTANT", "knownAt is neither an instant nor a date: " + text,
                    "Write it as 2026-03-02T10:15:30Z or 2026-03-02.");
        }
    }
}
