package org.pricefloor.settlement.whatif;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pricefloor.contracts.AgreementDocument;
import org.pricefloor.frontdoor.Caller;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;
import org.pricefloor.frontdoor.Roles;
import org.pricefloor.kernel.agreement.AgreementTerms;
import org.pricefloor.settlement.bench.Rehearsal;
import org.pricefloor.settlement.bench.Rehearsed;
import org.pricefloor.settlement.bench.Suppositions.SupposedDelivery;
import org.pricefloor.settlement.bench.Suppositions.SupposedMeasure;
import org.pricefloor.settlement.bench.Suppositions.SupposedPrice;
import org.pricefloor.settlement.bench.Suppositions;

/** What a fact would touch before it is accepted. A producer is told of its own agreements. */
@Path("/api/blast-radius")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "What if")
public class BlastRadiusResource {

    private static final int LISTED_AT_MOST = 10_000;

    /**
     * @param assessments prices, FX fixes or index values; each the next revision of its day
     * @param deliveries  each the next revision of its lot
     * @param measures    each the next revision of its year
     * @param document    a draft, as if it were approved
     */
    @Schema(name = "SupposedChange")
    public record Change(List<SupposedPrice> assessments, List<SupposedDelivery> deliveries, List<SupposedMeasure> measures, AgreementDocument document) {
    }

    /**
     * @param agreements that had to be looked at
     * @param lookedAt   periods that were computed
     * @param touched    periods whose statement would be another
     * @param totals     over all touched periods, by currency
     * @param periods    the touched ones in the order of agreement and period, the first 10,000
     */
    @Schema(name = "BlastRadius")
    public record Radius(int agreements, int lookedAt, int touched, List<Stated.Total> totals, List<Stated.OfPeriod> periods) {
    }

    private final Rehearsal rehearsal;
    private final Visible visible;
    private final Caller caller;

    BlastRadiusResource(Rehearsal rehearsal, Visible visible, Caller caller) {
        this.rehearsal = rehearsal;
        this.visible = visible;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.APPROVER, Roles.REGISTRAR, Roles.PRODUCER})
    @Operation(operationId = "blastRadius", summary = "Which agreements, periods and amounts a price, delivery, measure or draft would touch",
            description = "Roles office, auditor, approver, registrar; role producer: of its own agreements. Nothing is written.")
    @APIResponse(responseCode = "200", description = "What would be touched", content = @Content(schema = @Schema(implementation = Radius.class)))
    @APIResponse(responseCode = "404", description = "A named agreement is absent, or another party's")
    @APIResponse(responseCode = "422", description = "TERMS_REFUSED, SUPPOSITION_REFUSED, CHANGE_MUST_NOT_BE_EMPTY: refusals name each member with its fix")
    public Radius ask(Change change) {
        Refused.unlessPresent(change);
        Questions questions = new Questions(change);
        AgreementDocument document = Questions.completed(change.document());
        List<SupposedPrice> prices = questions.prices("/assessments", change.assessments());
        List<SupposedDelivery> deliveries = questions.deliveries("/deliveries", change.deliveries());
        List<SupposedMeasure> measures = questions.measures("/measures", change.measures());
        if (document != null) {
            questions.given("/document/agreement", document.agreement(), "Name the agreement.");
        }
        questions.finish("Some of what is supposed could not be recorded.");
        TreeSet<String> named = new TreeSet<>();
        deliveries.forEach(delivery -> named.add(delivery.agreement()));
        measures.forEach(measure -> named.add(measure.agreement()));
        if (document != null) {
            named.add(document.agreement());
        }
        Caller.Scope scope = Visible.scopeOf(caller);
        visible.require(scope, named, document == null ? null : document.agreement());
        Optional<AgreementTerms> draft = questions.draft(document);
        Suppositions suppositions = new Suppositions("/assessments", prices, deliveries, measures, draft);
        if (suppositions.isEmpty()) {
            throw Refused.rule("Nothing is supposed, so nothing would be touched.", Refusal.of("CHANGE_MUST_NOT_BE_EMPTY",
                    "/assessments, /deliveries, /measures or /document", null, "Give at least one of them."));
        }
        return answer(rehearsal.blastRadius(scope, suppositions));
    }

    private static Radius answer(Rehearsal.Radius radius) {
        Map<String, List<Rehearsed>> byCurrency = radius.touched().stream()
                .collect(Collectors.groupingBy(each -> each.terms().currency().getCurrencyCode(), TreeMap::new, Collectors.toList()));
        return new Radius(radius.agreements(), radius.lookedAt(), radius.touched().size(),
                byCurrency.entrySet().stream().map(each -> Stated.Total.of(each.getKey(), each.getValue())).toList(),
                radius.touched().stream().limit(LISTED_AT_MOST).map(Stated.OfPeriod::of).toList());
    }
}
