/** The one version that is run, as jars and as image. pom.xml says the same; a test compares them. */
export const KAFKA_VERSION = '4.3.0';
export const KAFKA_IMAGE = `apache/kafka:${KAFKA_VERSION}`;
