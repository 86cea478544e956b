# Has what docker-compose.yml and testcontainers rely on in the published image: settings by
# KAFKA_… variables (by Kafka's own KafkaDockerWrapper, as there), the same user, folders and log.
ARG DEBIAN
FROM ${DEBIAN}
COPY java /opt/java
COPY libs /opt/kafka/libs
COPY server.properties log4j2.yaml tools-log4j2.yaml run /etc/kafka/docker/
RUN groupadd --gid 1000 appuser && useradd --uid 1000 --gid appuser --shell /bin/bash --create-home appuser && \
    mkdir -p /opt/kafka/config /opt/kafka/logs /var/lib/kafka/data /mnt/shared/config /etc/kafka/secrets && \
    chown -R appuser /opt/kafka/config /opt/kafka/logs /var/lib/kafka /mnt/shared/config /etc/kafka
ENV PATH=/opt/java/bin:$PATH
USER appuser
EXPOSE 9092
VOLUME ["/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"]
CMD ["/etc/kafka/docker/run"]
