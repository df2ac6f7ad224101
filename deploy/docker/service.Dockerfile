# One service, from what Maven built: mvn -q -DskipTests package
# The build's context is the service's own folder: docker build -f deploy/docker/service.Dockerfile services/settlement
FROM eclipse-temurin:17-jre

RUN useradd --system --uid 10001 --no-create-home pricefloor
WORKDIR /service
COPY target/quarkus-app/lib/ lib/
COPY target/quarkus-app/quarkus/ quarkus/
COPY target/quarkus-app/app/ app/
COPY target/quarkus-app/quarkus-run.jar ./

USER pricefloor
ENV PRICEFLOOR_HTTP_PORT=8080
EXPOSE 8080
ENTRYPOINT ["java", "-XX:InitialRAMPercentage=70", "-XX:MaxRAMPercentage=70", "-XX:NewRatio=1", "-XX:+ExitOnOutOfMemoryError", "-Duser.timezone=UTC", "-jar", "quarkus-run.jar"]
