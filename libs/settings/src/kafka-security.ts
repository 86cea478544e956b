import type { KafkaSettings } from '#libs/kafka';
import type { Findings } from './findings.js';
import { certificatesOf, privateKeyOf } from './pem.js';
import type { SettingValues } from './table/settings-table.js';

type KafkaSecurity = Pick<KafkaSettings, 'ssl' | 'sasl'>;

type SecuritySettings = SettingValues<
  'KAFKA_SSL' | (typeof TLS_FILES)[number] | 'KAFKA_SASL_MECHANISM' | (typeof CREDENTIALS)[number]
>;

const TLS_FILES = ['KAFKA_SSL_CA_FILE', 'KAFKA_SSL_CERT_FILE', 'KAFKA_SSL_KEY_FILE'] as const;
const CREDENTIALS = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

/** How the brokers are spoken to. Half of a pair is a problem, never a connection with less security than meant. */
export function kafkaSecurity(settings: SecuritySettings, findings: Findings): KafkaSecurity {
  const ssl = tls(settings, findings);
  const sasl = login(settings, findings);
  if (sasl?.mechanism === 'plain' && ssl === undefined) {
    findings.warning('KAFKA_SASL_MECHANISM', 'sends the password in clear, because KAFKA_SSL is not true');
  }
  return { ...(ssl && { ssl }), ...(sasl && { sasl }) };
}

function tls(settings: SecuritySettings, findings: Findings): KafkaSecurity['ssl'] {
  if (!findings.isSound('KAFKA_SSL', ...TLS_FILES)) {
    return undefined;
  }
  if (!settings.KAFKA_SSL) {
    for (const name of TLS_FILES.filter((file) => settings[file] !== undefined)) {
      findings.problem(name, 'needs KAFKA_SSL=true');
    }
    return undefined;
  }
  const { KAFKA_SSL_CA_FILE: caPem, KAFKA_SSL_CERT_FILE: certPem, KAFKA_SSL_KEY_FILE: keyPem } = settings;
  if (caPem !== undefined && certificatesOf(caPem) === undefined) {
    findings.problem('KAFKA_SSL_CA_FILE', 'must be a PEM file of certificates');
  }
  if (certPem === undefined && keyPem !== undefined) {
    findings.problem('KAFKA_SSL_CERT_FILE', 'must be set together with KAFKA_SSL_KEY_FILE');
  }
  if (keyPem === undefined && certPem !== undefined) {
    findings.problem('KAFKA_SSL_KEY_FILE', 'must be set together with KAFKA_SSL_CERT_FILE');
  }
  if (certPem !== undefined && keyPem !== undefined) {
    checkPair(certPem, keyPem.reveal(), findings);
  }
  return { ...(caPem && { caPem }), ...(certPem && { certPem }), ...(keyPem && { keyPem }) };
}

/** A key of another certificate shows up as a handshake that fails without a reason, so it is looked at here. */
function checkPair(certPem: string, keyPem: string, findings: Findings): void {
  const certificates = certificatesOf(certPem);
  const key = privateKeyOf(keyPem);
  if (certificates === undefined) {
    findings.problem('KAFKA_SSL_CERT_FILE', 'must be a PEM file with a certificate');
  }
  if (key === undefined) {
    findings.problem('KAFKA_SSL_KEY_FILE', 'must be a private key in PEM without a passphrase');
  }
  if (certificates !== undefined && key !== undefined && !certificates[0].checkPrivateKey(key)) {
    findings.problem('KAFKA_SSL_KEY_FILE', 'must be the key of the first certificate in KAFKA_SSL_CERT_FILE');
  }
}

function login(settings: SecuritySettings, findings: Findings): KafkaSecurity['sasl'] {
  if (!findings.isSound('KAFKA_SASL_MECHANISM', ...CREDENTIALS, 'KAFKA_SASL_PASSWORD_FILE')) {
    return undefined;
  }
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = settings;
  if (mechanism !== undefined && username !== undefined && password !== undefined) {
    return { mechanism, username, password };
  }
  for (const name of CREDENTIALS) {
    if (mechanism === undefined && settings[name] !== undefined) {
      findings.problem(name, 'needs KAFKA_SASL_MECHANISM');
    }
    if (mechanism !== undefined && settings[name] === undefined) {
      findings.problem(name, 'must be set, because KAFKA_SASL_MECHANISM is');
    }
  }
  return undefined;
}
