package org.pumaguard.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A station that uses models. */
@SpringBootApplication
public class StationApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(StationApplication.class, arguments);
  }
}
