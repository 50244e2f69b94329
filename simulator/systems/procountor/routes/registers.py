"""What each operation of the session, the company and its registers does, by its name in the contract."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.http.endpoint import Endpoint
from simulator.systems.procountor.routes import (
    accounting,
    bank_accounts,
    bank_statements,
    company,
    login,
    partners,
    products,
    reports,
    tokens,
)
from simulator.systems.procountor.routes.partner_groups import PARTNER_GROUPS
from simulator.systems.procountor.routes.products import PRODUCT_GROUPS

REGISTERS: Final[Mapping[str, Endpoint]] = MappingProxyType(
    {
        "requestToken": tokens.request_token,
        "createApiKey": tokens.create_api_key,
        "logOut": tokens.log_out,
        "showLogin": login.show_login,
        "logIn": login.log_in,
        "showKeyLogin": login.show_key_login,
        "logInForKey": login.log_in_for_key,
        "getSessionInfo": company.session_info,
        "getCompany": company.get_company,
        "updateCompany": company.update_company,
        "getUsageSettings": company.usage_settings,
        "getCollectionSettings": company.collection_settings,
        "getUser": company.user,
        "getUserProfile": company.user_profile,
        "listCurrencies": company.currencies,
        "getCompanyCurrency": company.company_currency,
        "getStatus": company.status,
        "listBusinessPartners": partners.partner_list,
        "createBusinessPartner": partners.create,
        "getBusinessPartners": partners.get,
        "replaceBusinessPartner": partners.update,
        "patchBusinessPartner": partners.patch,
        "listPartnerGroups": PARTNER_GROUPS.list,
        "createPartnerGroup": PARTNER_GROUPS.create,
        "getPartnerGroup": PARTNER_GROUPS.get,
        "replacePartnerGroup": PARTNER_GROUPS.update,
        "listProducts": products.product_list,
        "createProduct": products.create,
        "getProducts": products.get,
        "replaceProduct": products.update,
        "deleteProduct": products.delete,
        "listProductGroups": PRODUCT_GROUPS.list,
        "createProductGroup": PRODUCT_GROUPS.create,
        "listBankStatements": bank_statements.statement_list,
        "listBankAccounts": bank_accounts.account_list,
        "createBankAccount": bank_accounts.create,
        "getBankAccount": bank_accounts.get,
        "replaceBankAccount": bank_accounts.update,
        "getChartOfAccounts": accounting.chart,
        "listDimensions": accounting.dimension_list,
        "getDimension": accounting.get_dimension,
        "renameDimension": accounting.rename_dimension,
        "createDimensionItem": accounting.create_item,
        "replaceDimensionItem": accounting.replace_item,
        "listFiscalYears": accounting.fiscal_years,
        "setTrackingPeriodStatus": accounting.set_period_status,
        "getVats": accounting.vats,
        "getVatsOfCountry": accounting.vats_of_country,
        "getVatSettings": accounting.vat_settings,
        "reportAccounting": reports.accounting,
        "reportLedgerAccounts": reports.ledger_accounts,
        "reportGeneralLedger": reports.general_ledger,
    }
)
