package org.pumaguard.models.http.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pumaguard.models.http.Certificates;
import org.pumaguard.models.http.settings.TrustSettings;

class CombinedTrustManagerTest {

  @Test
  void keepsTheCertificatesOfJava(@TempDir Path temp) throws IOException {
    String authority = Certificates.make(temp).certificate(Certificates.AUTHORITY);

    int before = acceptedIssuers(TrustSettings.JAVA);
    int after = acceptedIssuers(TrustSettings.parse("ca.pem", authority));

    assertTrue(before > 0);
    assertEquals(before + 1, after);
  }

  private static int acceptedIssuers(TrustSettings settings) {
    return CombinedTrustManager.of(settings).getAcceptedIssuers().length;
  }
}
