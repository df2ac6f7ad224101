package org.pricefloor.registry;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pricefloor.registry.Requests.approve;
import static org.pricefloor.registry.Requests.as;
import static org.pricefloor.registry.Requests.certificate;
import static org.pricefloor.registry.Requests.certify;
import static org.pricefloor.registry.Requests.document;
import static org.pricefloor.registry.Requests.person;
import static org.pricefloor.registry.Requests.propose;
import static org.pricefloor.registry.Requests.register;
import static org.pricefloor.registry.Requests.withdraw;
import static org.pricefloor.registry.Requests.wrongly;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pricefloor.contracts.AgreementVersionRegistered;
import org.pricefloor.contracts.Topics;
import org.pricefloor.messaging.EventJson;

/** A version takes effect when a second person approves exactly what was proposed. */
@QuarkusTest
@QuarkusTestResource(RegistryInfrastructure.class)
class ApprovalsTest {

    private static final String OTHER_DIGEST = "0".repeat(64);
    private static final String WHAT_IF = "ab".repeat(32);

    @Test
    void aProposalIsKeptAndShownAndNothingIsToldOfIt() throws SQLException {
        propose("WAIT-1", 1, document("WAIT-1", "MINE-1")).statusCode(201).body("state", equalTo("proposed")).body("proposal", equalTo(1))
                .body("proposedBy", equalTo("registrar")).body("approvedBy", nullValue()).body("document.closeLagDays", equalTo(1));
        assertEquals(0, count("SELECT count(*) FROM outbox WHERE event_id LIKE 'agreement/WAIT-1/%'"));
        as("office").get("/api/agreements/WAIT-1").then().statusCode(404);
        as("office").get("/api/agreements").then().body("agreement", not(hasItem("WAIT-1")));
        for (String role : List.of("office", "auditor", "approver", "registrar")) {
            as(role).get("/api/agreements/WAIT-1/versions/1").then().statusCode(200).body("state", equalTo("proposed"));
            as(role).get("/api/proposals").then().statusCode(200).body("agreement", hasItem("WAIT-1"));
        }
        certify("WAIT-1", certificate("LOT-1", "1", "CERT-1")).statusCode(404).body("code", equalTo("AGREEMENT_MUST_BE_REGISTERED"));
    }

    @Test
    void anApprovedProposalIsAVersionAndItsEventNamesBothPeople() {
        String digest = propose("BOTH-1", 1, document("BOTH-1", "MINE-1")).extract().path("digest");
        person("claire", "approver").contentType("application/json").body("{\"digest\":\"" + digest + "\",\"whatIf\":\"" + WHAT_IF + "\"}")
                .post("/api/agreements/BOTH-1/versions/1/approval").then().statusCode(201).body("state", equalTo("approved")).body("approvedBy", equalTo("claire"))
                .body("whatIf", equalTo(WHAT_IF));
        as("office").get("/api/agreements/BOTH-1").then().statusCode(200).body("digest", equalTo(digest)).body("whatIf", equalTo(WHAT_IF));
        as("office").get("/api/proposals").then().body("agreement", not(hasItem("BOTH-1")));
        AgreementVersionRegistered event = EventJson.read(Published.await(Topics.AGREEMENTS, "BOTH-1", 1).get(0).value(), AgreementVersionRegistered.class);
        assertEquals(List.of("registrar", "claire", WHAT_IF, digest), List.of(event.proposedBy(), event.approvedBy(), event.whatIf(), event.digest()));
        assertTrue(!event.approvedAt().isBefore(event.receivedAt()));
    }

    @Test
    void theProposerCanNotApproveWhateverRolesThePersonHas() {
        String digest = propose(person("alex", "registrar", "approver"), "SELF-1", 1, document("SELF-1", "MINE-1")).statusCode(201).extract().path("digest");
        approve(person("alex", "registrar", "approver"), "SELF-1", 1, digest).statusCode(422).body("code", equalTo("APPROVER_MUST_NOT_BE_THE_PROPOSER"))
                .body("refusals[0].found", equalTo("alex"));
        approve(person("alex", "approver"), "SELF-1", 1, digest).statusCode(422).body("code", equalTo("APPROVER_MUST_NOT_BE_THE_PROPOSER"));
        approve(person("Alex", "approver"), "SELF-1", 1, digest).statusCode(422).body("code", equalTo("APPROVER_MUST_NOT_BE_THE_PROPOSER"));
        // A name with a space around it is no name at all: the door refuses the token.
        approve(person(" Alex", "approver"), "SELF-1", 1, digest).statusCode(401);
        as("office").get("/api/agreements/SELF-1").then().statusCode(404);
        approve(person("robin", "registrar", "approver"), "SELF-1", 1, digest).statusCode(201);
        approve(person("alex", "approver"), "SELF-1", 1, digest).statusCode(422);
    }

    @Test
    void theDatabaseRefusesTheProposersApprovalAForgedOneAndAVersionWithoutOne() {
        String digest = propose(person("alex", "registrar"), "FORGE-1", 1, document("FORGE-1", "MINE-1")).extract().path("digest");
        String approval = "INSERT INTO agreement_approval (agreement, version, proposal, producer, digest, proposed_by, approved_by, approved_at) VALUES ('FORGE-1', 1, 1, 'MINE-1', '%s', '%s', '%s', now())";
        assertRefused("23514", "approver_must_not_be_the_proposer", approval.formatted(digest, "alex", "alex"));
        assertRefused("23514", "approver_must_not_be_the_proposer", approval.formatted(digest, "alex", "Alex "));
        assertRefused("23503", "approval_must_be_of_what_was_proposed", approval.formatted(digest, "somebody", "alex"));
        assertRefused("23503", "approval_must_be_of_what_was_proposed", approval.formatted(OTHER_DIGEST, "alex", "robin"));
        assertRefused("23503", "version_must_be_what_was_approved", """
                INSERT INTO agreement_version (agreement, version, title, producer, office, product, currency, unit, period, effective_from, effective_to, document, digest, received_at)
                SELECT agreement, version, title, producer, office, product, currency, unit, period, effective_from, effective_to, document, digest, received_at
                  FROM agreement_proposal WHERE agreement = 'FORGE-1'""");
        String proposal = """
                INSERT INTO agreement_proposal (agreement, version, proposal, title, producer, office, product, currency, unit, period, effective_from, effective_to, document,
                                                digest, proposed_by, received_at)
                SELECT agreement, %d, %d, title, producer, office, product, currency, unit, period, effective_from, effective_to, document, digest, proposed_by, received_at
                  FROM agreement_proposal WHERE agreement = 'FORGE-1'""";
        assertRefused("23503", "amendment_must_amend_an_approved_version", proposal.formatted(2, 1));
        assertRefused("23503", "a_number_is_proposed_anew_after_a_withdrawal", proposal.formatted(1, 2));
    }

    @Test
    void onlyTheDigestOfTheProposalIsApproved() {
        String digest = propose("DIGEST-1", 1, document("DIGEST-1", "MINE-1")).extract().path("digest");
        for (String other : List.of(OTHER_DIGEST, digest.toUpperCase(Locale.ROOT), "")) {
            approve(as("approver"), "DIGEST-1", 1, other).statusCode(409).body("code", equalTo("DIGEST_MUST_BE_THAT_OF_THE_PROPOSAL"));
        }
        wrongly("approver").contentType("application/json").body("{}").post("/api/agreements/DIGEST-1/versions/1/approval").then().statusCode(409)
                .body("code", equalTo("DIGEST_MUST_BE_THAT_OF_THE_PROPOSAL"));
        wrongly("approver").contentType("application/json").body("{\"digest\":\"" + digest + "\",\"whatIf\":\"yes\"}").post("/api/agreements/DIGEST-1/versions/1/approval").then()
                .statusCode(422).body("code", equalTo("WHAT_IF_MUST_BE_A_DIGEST"));
        approve(as("approver"), "DIGEST-1", 2, digest).statusCode(404).body("code", equalTo("VERSION_MUST_BE_PROPOSED"));
        approve(as("approver"), "DIGEST-9", 1, digest).statusCode(404).body("code", equalTo("VERSION_MUST_BE_PROPOSED"));
        wrongly("registrar").contentType("application/json").body("{\"digest\":\"" + digest + "\"}").post("/api/agreements/DIGEST-1/versions/1/approval").then().statusCode(403);
    }

    @Test
    void theSameApprovalAgainGetsTheFirstAnswerAndOneOnAnotherWhatIfIsRefused() {
        String digest = propose("AGAIN-1", 1, document("AGAIN-1", "MINE-1")).extract().path("digest");
        String first = approve(as("approver"), "AGAIN-1", 1, digest).statusCode(201).extract().asString();
        assertEquals(first, approve(as("approver"), "AGAIN-1", 1, digest).statusCode(200).extract().asString());
        assertEquals(first, approve(person("claire", "approver"), "AGAIN-1", 1, digest).statusCode(200).extract().asString());
        as("approver").contentType("application/json").body("{\"digest\":\"" + digest + "\",\"whatIf\":\"" + WHAT_IF + "\"}").post("/api/agreements/AGAIN-1/versions/1/approval")
                .then().statusCode(409).body("code", equalTo("VERSION_ALREADY_APPROVED"));
        propose("AGAIN-1", 1, document("AGAIN-1", "MINE-1")).statusCode(200).body("state", equalTo("approved")).body("digest", equalTo(digest));
        assertEquals(1, Published.await(Topics.AGREEMENTS, "AGAIN-1", 1).size());
    }

    @Test
    void aProposalIsNotOverwrittenAndNotAmended() {
        propose("OPEN-1", 1, document("OPEN-1", "MINE-1")).statusCode(201);
        propose("OPEN-1", 1, document("OPEN-1", "MINE-1")).statusCode(200);
        propose("OPEN-1", 1, document("OPEN-1", "MINE-1").replace("110.00", "111.00")).statusCode(409).body("code", equalTo("VERSION_ALREADY_PROPOSED"));
        propose("OPEN-1", 2, document("OPEN-1", "MINE-1", 2)).statusCode(422).body("code", equalTo("AMENDMENT_MUST_AMEND_AN_APPROVED_VERSION"));
        propose("OPEN-1", 3, document("OPEN-1", "MINE-1", 3)).statusCode(422).body("code", equalTo("VERSION_MUST_FOLLOW"));
        register("OPEN-1", 1, document("OPEN-1", "MINE-1")).statusCode(201);
        propose("OPEN-1", 2, document("OPEN-1", "MINE-1", 2)).statusCode(201);
        as("office").get("/api/agreements/OPEN-1").then().statusCode(200).body("version", equalTo(1));
    }

    @Test
    void aWithdrawnProposalStaysOnRecordAndItsNumberIsProposedAnew() throws SQLException {
        String digest = propose("BACK-1", 1, document("BACK-1", "MINE-1")).extract().path("digest");
        withdraw(person("claire", "registrar"), "BACK-1", 1, 1, "not mine").statusCode(422).body("code", equalTo("WITHDRAWER_MUST_BE_THE_PROPOSER_OR_AN_APPROVER"));
        wrongly("registrar").contentType("application/json").body("{\"proposal\":1}").post("/api/agreements/BACK-1/versions/1/withdrawal").then().statusCode(422)
                .body("code", equalTo("REASON_MUST_BE_GIVEN"));
        wrongly("registrar").contentType("application/json").body("{\"reason\":\"wrong floor\"}").post("/api/agreements/BACK-1/versions/1/withdrawal").then().statusCode(422)
                .body("code", equalTo("PROPOSAL_MUST_BE_NAMED"));
        String first = withdraw(as("registrar"), "BACK-1", 1, 1, "wrong floor").statusCode(201).body("state", equalTo("withdrawn")).body("withdrawnBy", equalTo("registrar"))
                .body("withdrawalReason", equalTo("wrong floor")).extract().asString();
        assertEquals(first, withdraw(as("registrar"), "BACK-1", 1, 1, "wrong floor").statusCode(200).extract().asString());
        withdraw(as("approver"), "BACK-1", 1, 1, "wrong floor").statusCode(409).body("code", equalTo("PROPOSAL_WAS_WITHDRAWN"));
        approve(as("approver"), "BACK-1", 1, digest).statusCode(409).body("code", equalTo("PROPOSAL_WAS_WITHDRAWN"));
        as("office").get("/api/agreements/BACK-1/versions/1").then().statusCode(200).body("state", equalTo("withdrawn"));
        as("office").get("/api/proposals").then().body("agreement", not(hasItem("BACK-1")));

        propose("BACK-1", 1, document("BACK-1", "MINE-2").replace("110.00", "111.00")).statusCode(201).body("proposal", equalTo(2)).body("state", equalTo("proposed"));
        withdraw(as("registrar"), "BACK-1", 1, 1, "wrong floor").statusCode(409).body("code", equalTo("PROPOSAL_MUST_BE_THE_NEWEST"));
        approve(as("approver"), "BACK-1", 1, digest).statusCode(409).body("code", equalTo("DIGEST_MUST_BE_THAT_OF_THE_PROPOSAL"));
        register("BACK-1", 1, document("BACK-1", "MINE-2").replace("110.00", "111.00")).statusCode(201).body("document.floor[0].price", equalTo("111.00"));
        withdraw(as("approver"), "BACK-1", 1, 2, "too late").statusCode(409).body("code", equalTo("VERSION_ALREADY_APPROVED"));
        assertEquals(2, count("SELECT count(*) FROM agreement_proposal WHERE agreement = 'BACK-1'"));
        assertEquals(1, count("SELECT count(*) FROM agreement_head WHERE agreement = 'BACK-1' AND producer = 'MINE-2'"));
    }

    @Test
    void ofManyApproversOfOneProposalOneApprovesAndAllGetTheSameAnswer() throws InterruptedException, ExecutionException {
        String digest = propose("CROWD-1", 1, document("CROWD-1", "MINE-1")).extract().path("digest");
        List<String> answers = atOnce(IntStream.range(0, 20).<Callable<String>>mapToObj(i -> () -> approve(person("approver-" + i % 2, "approver"), "CROWD-1", 1, digest)
                .statusCode(oneOf(200, 201)).extract().asString()).toList());
        assertEquals(1, Set.copyOf(answers).size());
        assertEquals(1, Published.await(Topics.AGREEMENTS, "CROWD-1", 1).size());
    }

    @Test
    void ofAnApprovalAndAWithdrawalAtOnceOneHolds() throws InterruptedException, ExecutionException {
        for (int i = 0; i < 10; i++) {
            String agreement = "TORN-" + i;
            String digest = propose(agreement, 1, document(agreement, "MINE-1")).extract().path("digest");
            List<Integer> statuses = atOnce(List.of(() -> approve(as("approver"), agreement, 1, digest).extract().statusCode(),
                    () -> withdraw(as("registrar"), agreement, 1, 1, "wrong floor").extract().statusCode()));
            assertEquals(Set.of(201, 409), Set.copyOf(statuses), agreement);
        }
    }

    @Test
    void aProducerSeesItsOwnProposalsAndNoOthers() {
        propose("SEEN-1", 1, document("SEEN-1", "MINE-A")).statusCode(201);
        propose("SEEN-2", 1, document("SEEN-2", "MINE-B")).statusCode(201);
        as("producer", "MINE-A").get("/api/proposals").then().statusCode(200).body("agreement", equalTo(List.of("SEEN-1")));
        as("producer", "MINE-A").get("/api/agreements/SEEN-1/versions/1").then().statusCode(200).body("state", equalTo("proposed"));
        String foreign = as("producer", "MINE-A").get("/api/agreements/SEEN-2/versions/1").then().statusCode(404).extract().asString();
        String absent = as("producer", "MINE-A").get("/api/agreements/SEEN-9/versions/1").then().statusCode(404).extract().asString();
        assertEquals(foreign.replace("SEEN-2", "?"), absent.replace("SEEN-9", "?"));
        wrongly("market-data").get("/api/proposals").then().statusCode(403);
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> call : threads.invokeAll(calls)) {
                answers.add(call.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertRefused(String state, String constraint, String sql) {
        SQLException refused = assertThrows(SQLException.class, () -> {
            try (Connection connection = RegistryInfrastructure.asTheService(); Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }, sql);
        assertEquals(state, refused.getSQLState(), refused.getMessage());
        assertTrue(refused.getMessage().contains(constraint), refused.getMessage());
    }

    private static int count(String sql) throws SQLException {
        try (Connection connection = RegistryInfrastructure.asTheService(); Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
