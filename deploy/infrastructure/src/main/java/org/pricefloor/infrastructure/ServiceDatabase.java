package org.pricefloor.infrastructure;

/**
 * A service's database and the two roles that log in to it.
 *
 * @param service as the folder under {@code services/} is called
 * @param database its name on the server
 * @param jdbcUrl without user and password
 * @param owner runs migrations and owns every table
 * @param user the service's own role: owns nothing, bypasses nothing, may become the reader role
 * @param reader cannot log in; a tenant's read does {@code SET LOCAL ROLE} to it
 */
public record ServiceDatabase(String service, String database, String jdbcUrl, String owner, String ownerPassword, String user, String userPassword, String reader) {

    /** Never the passwords. */
    @Override
    public String toString() {
        return service + " in " + jdbcUrl + " as " + user;
    }
}
