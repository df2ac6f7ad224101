package org.pricefloor.settlement.whatif;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
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
import org.pricefloor.kernel.price.Digest;
import org.pricefloor.messaging.EventJson;
import org.pricefloor.settlement.bench.Rehearsal;
import org.pricefloor.settlement.bench.Rehearsed;
import org.pricefloor.settlement.bench.Suppositions.SupposedDelivery;
import org.pricefloor.settlement.bench.Suppositions.SupposedMeasure;
import org.pricefloor.settlement.bench.Suppositions.SupposedPrice;
import org.pricefloor.settlement.bench.Suppositions;

/** What an agreement would come to. A producer asks about its own. */
@Path("/api/what-if")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "What if")
public class WhatIfResource {

    /**
     * @param document   a draft of the agreement's next version; absent: the versions that are known
     * @param from       absent: from the start of the term
     * @param to         absent: to today. Given, every period up to it is taken as closed, also in days to come
     * @param pricePath  at most 10,000; each counts as one revision more of its day
     * @param deliveries each counts as one revision more of its lot
     * @param measures   each counts as one revision more of its year
     */
    @Schema(name = "WhatIfQuestion")
    public record Question(String agreement, AgreementDocument document, LocalDate from, LocalDate to, List<SupposedPrice> pricePath,
                           List<SupposedDelivery> deliveries, List<SupposedMeasure> measures) {
    }

    /**
     * The same facts and the same question give the same answer, to the byte.
     *
     * @param question SHA-256, hexadecimal, of the question's canonical bytes, the draft with its defaults filled in
     * @param document SHA-256 of the draft's canonical bytes, as its proposal bears it; absent without a draft
     * @param totals   over these periods
     * @param digest   SHA-256 of the answer's bytes without this member: what an approval carries
     */
    @Schema(name = "WhatIfAnswer")
    public record Answer(String agreement, String question, String document, List<Stated.OfPeriod> periods, Stated.Total totals, String digest) {
    }

    private final Rehearsal rehearsal;
    private final Visible visible;
    private final Caller caller;

    WhatIfResource(Rehearsal rehearsal, Visible visible, Caller caller) {
        this.rehearsal = rehearsal;
        this.visible = visible;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.OFFICE, Roles.AUDITOR, Roles.APPROVER, Roles.REGISTRAR, Roles.PRODUCER})
    @Operation(operationId = "whatIf", summary = "What an agreement would come to, period by period, beside what stands on the books",
            description = "Roles office, auditor, approver, registrar; role producer of its own agreements. Nothing is written. Under terms that run over the calendar year, later periods of the year are answered as far as they would change.")
    @APIResponse(responseCode = "200", description = "The answer, with the digest that an approval carries", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "404", description = "Absent, or another party's")
    @APIResponse(responseCode = "422", description = "TERMS_REFUSED, SUPPOSITION_REFUSED, PERIODS_MUST_BE_10000_AT_MOST: refusals name each member with its fix")
    public Response ask(Question question) {
        Refused.unlessPresent(question);
        return Response.ok(answer(question, Visible.scopeOf(caller))).type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    private byte[] answer(Question asked, Caller.Scope scope) {
        Questions questions = new Questions(asked);
        questions.given("/agreement", asked.agreement(), "Name the agreement.");
        questions.finish("The question names no agreement.");
        Question question = complete(asked);
        AgreementDocument document = question.document();
        refuseOther(question, document == null ? null : document.agreement(), "/document/agreement");
        visible.require(scope, List.of(question.agreement()), document == null ? null : document.agreement());
        Optional<AgreementTerms> draft = questions.draft(document);
        questions.inOrder(question.from(), question.to());
        Suppositions suppositions = new Suppositions("/pricePath", questions.prices("/pricePath", question.pricePath()),
                questions.deliveries("/deliveries", question.deliveries()), questions.measures("/measures", question.measures()), draft);
        questions.finish("Some of what is supposed could not be recorded.");
        for (int i = 0; i < suppositions.deliveries().size(); i++) {
            refuseOther(question, suppositions.deliveries().get(i).agreement(), "/deliveries/" + i + "/agreement");
        }
        for (int i = 0; i < suppositions.measures().size(); i++) {
            refuseOther(question, suppositions.measures().get(i).agreement(), "/measures/" + i + "/agreement");
        }
        List<Rehearsed> periods = rehearsal.whatIf(question.agreement(), question.from(), question.to(), suppositions);
        String currency = periods.isEmpty() ? null : periods.get(0).terms().currency().getCurrencyCode();
        return sealed(new Answer(question.agreement(), Digest.sha256(EventJson.write(question)), document == null ? null : Digest.sha256(EventJson.write(document)),
                periods.stream().map(Stated.OfPeriod::of).toList(), Stated.Total.of(currency, periods), null));
    }

    /** In the form whose bytes name the question: defaults filled in, and every part of the agreement asked about. */
    private static Question complete(Question asked) {
        return new Question(asked.agreement(), Questions.completed(asked.document()), asked.from(), asked.to(), asked.pricePath(),
                asked.deliveries() == null ? null : asked.deliveries().stream().map(each -> each.agreement() == null ? each.of(asked.agreement()) : each).toList(),
                asked.measures() == null ? null : asked.measures().stream().map(each -> each.agreement() == null ? each.of(asked.agreement()) : each).toList());
    }

    private static void refuseOther(Question question, String named, String field) {
        if (named != null && !named.equals(question.agreement())) {
            throw Refused.rule("The question is about " + question.agreement() + ".",
                    Refusal.of("AGREEMENT_MUST_MATCH_THE_QUESTION", field, named, "Write " + question.agreement() + "."));
        }
    }

    /** The canonical bytes with their own digest as the last member. */
    private static byte[] sealed(Answer answer) {
        byte[] bytes = EventJson.write(answer);
        byte[] digest = (",\"digest\":\"" + Digest.sha256(bytes) + "\"}").getBytes(StandardCharsets.UTF_8);
        byte[] sealed = new byte[bytes.length - 1 + digest.length];
        System.arraycopy(bytes, 0, sealed, 0, bytes.length - 1);
        System.arraycopy(digest, 0, sealed, bytes.length - 1, digest.length);
        return sealed;
    }
}
